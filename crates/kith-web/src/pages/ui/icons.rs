//! Icons, as inline SVG in the colour of the text around them.

use maud::{Markup, PreEscaped};

macro_rules! icons {
    ($($(#[$meta:meta])* $name:ident = $path:literal;)+) => {
        $($(#[$meta])*
        pub(crate) fn $name() -> Markup {
            PreEscaped(concat!(
                r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">"#,
                $path,
                "</svg>"
            ).to_owned())
        })+
    };
}

icons! {
    /// A house.
    home = r#"<path d="M4 11.5 12 5l8 6.5V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z"/>"#;
    /// Two people.
    people = r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.8 19.5c.5-3.4 3-5.5 6.2-5.5s5.700 2.100 6.200 5.500M15.500 5.300a3.500 3.500 0 0 1 0 6.400M17.500 14.400c2 .8 3.300 2.600 3.700 5.100"/>"#;
    /// Three people around a table.
    group = r#"<circle cx="12" cy="6.500" r="2.500"/><circle cx="5.500" cy="15.500" r="2.500"/><circle cx="18.500" cy="15.500" r="2.500"/><path d="M10.300 8.800 7 13.300M13.700 8.800l3.300 4.500M8.500 16h7"/>"#;
    /// A leaf of a calendar.
    calendar = r#"<rect x="4" y="6" width="16" height="13.500" rx="1.500"/><path d="M4 10.500h16M8.500 3.800v3.700M15.500 3.800v3.700"/>"#;
    /// A magnifying glass.
    search = r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.500 4.500"/>"#;
    /// A gauge.
    gauge = r#"<path d="M4.200 17.500a8.500 8.500 0 1 1 15.600 0M12 14.500l3.500-4.500"/><circle cx="12" cy="14.500" r="1.200"/>"#;
    /// One person.
    person = r#"<circle cx="12" cy="8.500" r="3.800"/><path d="M4.800 20c.7-3.800 3.500-6 7.200-6s6.500 2.200 7.200 6"/>"#;
    /// A tick.
    check = r#"<path d="m5 12.500 4.500 4.500L19 7.500"/>"#;
    /// A plus.
    plus = r#"<path d="M12 5.500v13M5.500 12h13"/>"#;
    /// A cross.
    close = r#"<path d="m6.500 6.500 11 11M17.500 6.500l-11 11"/>"#;
    /// A clock.
    clock = r#"<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>"#;
    /// A hand that stops.
    stop = r#"<circle cx="12" cy="12" r="8"/><path d="M12 8v4.500M12 15.800v.2"/>"#;
    /// A pencil.
    pencil = r#"<path d="m5 19 .8-3.600L16 5.200a1.500 1.500 0 0 1 2.100 0l.7.7a1.500 1.500 0 0 1 0 2.100L8.600 18.200z"/>"#;
    /// An envelope.
    mail = r#"<rect x="3.500" y="6" width="17" height="12.500" rx="1.500"/><path d="m4 7.500 8 6 8-6"/>"#;
    /// A place.
    place = r#"<path d="M12 20.500c4-4.200 6-7.300 6-10a6 6 0 1 0-12 0c0 2.700 2 5.800 6 10z"/><circle cx="12" cy="10.500" r="2"/>"#;
    /// A briefcase.
    work = r#"<rect x="3.500" y="8" width="17" height="11" rx="1.500"/><path d="M9 8V6.500A1.500 1.500 0 0 1 10.500 5h3A1.500 1.500 0 0 1 15 6.500V8M3.500 13h17"/>"#;
    /// An academic cap.
    school = r#"<path d="m2.500 9.500 9.500-4.500 9.500 4.500-9.500 4.500zM6.500 11.500V16c1.500 1.400 3.300 2 5.500 2s4-.6 5.500-2v-4.500M21.500 9.500v5"/>"#;
    /// Two linked rings.
    link = r#"<circle cx="8.800" cy="12" r="5.300"/><circle cx="15.200" cy="12" r="5.300"/>"#;
    /// An arrow to the right.
    arrow = r#"<path d="M5 12h13.500M13 6.500l5.500 5.500-5.500 5.500"/>"#;
    /// A bookmark.
    bookmark = r#"<path d="M7 4.500h10a1 1 0 0 1 1 1V20l-6-4-6 4V5.500a1 1 0 0 1 1-1z"/>"#;
    /// A cogwheel, simply.
    settings = r#"<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>"#;
    /// A shield.
    shield = r#"<path d="M12 4 5.500 6.500v5c0 4 2.700 7 6.500 8.500 3.800-1.500 6.500-4.500 6.500-8.500v-5z"/>"#;
    /// A way out.
    leave = r#"<path d="M14 5H6.500A1.500 1.500 0 0 0 5 6.500v11A1.500 1.500 0 0 0 6.500 19H14M10.500 12H20M16.500 8.500 20 12l-3.500 3.500"/>"#;
    /// Three dots.
    dots = r#"<path d="M6 12h.01M12 12h.01M18 12h.01"/>"#;
    /// A speech bubble.
    comment = r#"<path d="M5 5.500h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.500 3.500v-3.500H5a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1z"/>"#;
    /// Two arrows in a circle.
    repeat = r#"<path d="M4.500 11V9.500a3 3 0 0 1 3-3H18M15 3.500l3 3-3 3M19.500 13v1.500a3 3 0 0 1-3 3H6M9 20.500l-3-3 3-3"/>"#;
    /// A thumb up.
    thumb = r#"<path d="M7.500 11v8.500M7.500 11l4-7a2 2 0 0 1 2 2v4h4.700a1.500 1.500 0 0 1 1.500 1.800l-1.200 6.200a1.800 1.800 0 0 1-1.800 1.500H4.500V11z"/>"#;
    /// A star.
    star = r#"<path d="m12 4.500 2.300 4.900 5.300.7-3.900 3.700 1 5.300-4.700-2.600-4.700 2.600 1-5.300L4.400 10.100l5.300-.7z"/>"#;
    /// A heart.
    heart = r#"<path d="M12 19.500C7 15.500 4.200 12.800 4.200 9.500A4.200 4.200 0 0 1 12 7.300a4.200 4.200 0 0 1 7.800 2.200c0 3.300-2.800 6-7.800 10z"/>"#;
    /// A light bulb.
    bulb = r#"<path d="M9.500 17.500h5M10 20h4M8.800 14.700a5.800 5.800 0 1 1 6.400 0c-.5.4-.7.900-.7 1.500v1.300h-5v-1.300c0-.6-.2-1.100-.7-1.500z"/>"#;
    /// A face that smiles.
    smile = r#"<circle cx="12" cy="12" r="8"/><path d="M9 10h.01M15 10h.01M8.500 14.200c1.800 2.400 5.200 2.400 7 0"/>"#;
    /// An eye.
    eye = r#"<path d="M2.800 12c2-3.800 5.300-5.800 9.200-5.800s7.200 2 9.200 5.800c-2 3.800-5.300 5.800-9.200 5.800s-7.200-2-9.200-5.800z"/><circle cx="12" cy="12" r="2.800"/>"#;
    /// A bell.
    bell = r#"<path d="M6 16.500c1-1.200 1.200-2.700 1.200-5a4.800 4.800 0 0 1 9.600 0c0 2.300.2 3.800 1.200 5zM10 19.500h4"/>"#;
}
