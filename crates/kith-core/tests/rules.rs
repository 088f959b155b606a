//! The rulebook as tests: one module a rule, and the properties that hold over any sequence of
//! acts. Every name is a sentence about the rule whose number it carries.

#[cfg(test)]
mod rules {
    mod build;
    mod content;
    mod email_invitations;
    mod events;
    mod groups;
    mod images;
    mod mailing;
    mod mentions;
    mod model;
    mod notifications;
    mod properties;
    mod r1;
    mod r10;
    mod r11_saved;
    mod r12;
    mod r13_experiments;
    mod r13_outreach;
    mod r13_pace;
    mod r13_runs;
    mod r13_stop;
    mod r14;
    mod r3;
    mod r4;
    mod r4_gate;
    mod r5;
    mod r6;
    mod r6_silence;
    mod r7;
    mod r8;
    mod r8_ladder;
    mod r9;
    mod r9_inmail;
    mod reconnect;
    mod streams;
    mod words;
}
