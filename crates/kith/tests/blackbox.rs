//! kith from the outside: the real binary, spoken to over HTTP.

#[cfg(test)]
mod blackbox {
    mod api_admin;
    mod api_blocks;
    mod api_companies;
    mod api_creators;
    mod api_events;
    mod api_groups;
    mod api_habits;
    mod api_images;
    mod api_introductions;
    mod api_map;
    mod api_messages;
    mod api_messages_silence;
    mod api_notes;
    mod api_openapi;
    mod api_paging;
    mod api_people;
    mod api_posts;
    mod api_races;
    mod api_repeats;
    mod api_search;
    mod api_visibility;
    mod api_voices;
    mod archive;
    mod back_door;
    mod browser;
    mod client;
    mod demo;
    mod dumps;
    mod everywhere;
    mod farewell;
    mod graph_file;
    mod graph_trace;
    mod imports;
    mod in_person;
    mod kill;
    mod news;
    mod pages_notes;
    mod pictures;
    mod quiet;
    mod sandbox;
    mod sandbox_budgets;
    mod sandbox_checks;
    mod sandbox_inmail;
    mod sandbox_ladder;
    mod sandbox_life;
    mod sandbox_mail;
    mod sandbox_notifications;
    mod sandbox_silence;
    mod sandbox_views;
    mod server;
}
