//! Where people live: real cities with their time zones, the largest share first.

use super::names::culture::{
    ARABIC, CHINESE, DUTCH, ENGLISH, FRENCH, GERMAN, INDIAN, INDONESIAN, ITALIAN, JAPANESE, KENYAN,
    KOREAN, NIGERIAN, NORDIC, POLISH, PORTUGUESE, SPANISH, TURKISH, UKRAINIAN, VIETNAMESE,
};

/// A city: name, country, time zone, and the language of most of its names.
pub(super) struct City {
    /// Its name.
    pub(super) name: &'static str,
    /// Its country.
    pub(super) country: &'static str,
    /// Its IANA time zone.
    pub(super) zone: &'static str,
    /// Which culture most names come from.
    pub(super) culture: usize,
}

const fn city(
    name: &'static str,
    country: &'static str,
    zone: &'static str,
    culture: usize,
) -> City {
    City { name, country, zone, culture }
}

/// The cities; a small world uses the first few.
pub(super) const CITIES: [City; 44] = [
    city("London", "United Kingdom", "Europe/London", ENGLISH),
    city("Berlin", "Germany", "Europe/Berlin", GERMAN),
    city("Toronto", "Canada", "America/Toronto", ENGLISH),
    city("São Paulo", "Brazil", "America/Sao_Paulo", PORTUGUESE),
    city("Bengaluru", "India", "Asia/Kolkata", INDIAN),
    city("Amsterdam", "Netherlands", "Europe/Amsterdam", DUTCH),
    city("Paris", "France", "Europe/Paris", FRENCH),
    city("New York", "United States", "America/New_York", ENGLISH),
    city("Lagos", "Nigeria", "Africa/Lagos", NIGERIAN),
    city("Ho Chi Minh City", "Vietnam", "Asia/Ho_Chi_Minh", VIETNAMESE),
    city("Madrid", "Spain", "Europe/Madrid", SPANISH),
    city("Nairobi", "Kenya", "Africa/Nairobi", KENYAN),
    city("Stockholm", "Sweden", "Europe/Stockholm", NORDIC),
    city("Singapore", "Singapore", "Asia/Singapore", CHINESE),
    city("Mexico City", "Mexico", "America/Mexico_City", SPANISH),
    city("Tokyo", "Japan", "Asia/Tokyo", JAPANESE),
    city("Warsaw", "Poland", "Europe/Warsaw", POLISH),
    city("Jakarta", "Indonesia", "Asia/Jakarta", INDONESIAN),
    city("Istanbul", "Türkiye", "Europe/Istanbul", TURKISH),
    city("San Francisco", "United States", "America/Los_Angeles", ENGLISH),
    city("Milan", "Italy", "Europe/Rome", ITALIAN),
    city("Seoul", "South Korea", "Asia/Seoul", KOREAN),
    city("Kyiv", "Ukraine", "Europe/Kyiv", UKRAINIAN),
    city("Dubai", "United Arab Emirates", "Asia/Dubai", ARABIC),
    city("Melbourne", "Australia", "Australia/Melbourne", ENGLISH),
    city("Buenos Aires", "Argentina", "America/Argentina/Buenos_Aires", SPANISH),
    city("Cairo", "Egypt", "Africa/Cairo", ARABIC),
    city("Zürich", "Switzerland", "Europe/Zurich", GERMAN),
    city("Montréal", "Canada", "America/Toronto", FRENCH),
    city("Dublin", "Ireland", "Europe/Dublin", ENGLISH),
    city("Lisbon", "Portugal", "Europe/Lisbon", PORTUGUESE),
    city("Copenhagen", "Denmark", "Europe/Copenhagen", NORDIC),
    city("Pune", "India", "Asia/Kolkata", INDIAN),
    city("Bogotá", "Colombia", "America/Bogota", SPANISH),
    city("Vienna", "Austria", "Europe/Vienna", GERMAN),
    city("Helsinki", "Finland", "Europe/Helsinki", NORDIC),
    city("Cape Town", "South Africa", "Africa/Johannesburg", ENGLISH),
    city("Kathmandu", "Nepal", "Asia/Kathmandu", INDIAN),
    city("Brussels", "Belgium", "Europe/Brussels", FRENCH),
    city("Auckland", "New Zealand", "Pacific/Auckland", ENGLISH),
    city("Taipei", "Taiwan", "Asia/Taipei", CHINESE),
    city("St. John's", "Canada", "America/St_Johns", ENGLISH),
    city("Kraków", "Poland", "Europe/Warsaw", POLISH),
    city("Casablanca", "Morocco", "Africa/Casablanca", ARABIC),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_city_has_a_time_zone_that_exists() {
        for city in &CITIES {
            assert!(city.zone.parse::<kith_core::time::Zone>().is_ok(), "{}", city.name);
        }
    }
}
