//! kith from the outside: the real binary, spoken to over HTTP.

mod blackbox {
    mod back_door;
    mod browser;
    mod client;
    mod demo;
    mod imports;
    mod kill;
    mod sandbox;
    mod sandbox_budgets;
    mod sandbox_checks;
    mod sandbox_ladder;
    mod sandbox_life;
    mod sandbox_silence;
    mod server;
}
