//! Names to make people of: common given and family names of many languages, combined by chance.

use super::random::Random;

/// The names of one language; separated by commas. A name in another script carries its Latin
/// form for the handle after `=`.
struct Culture {
    given: &'static str,
    family: &'static str,
    /// Of 100 people, how many go by one name only.
    one_name: usize,
}

/// The languages, by their place in [`CULTURES`].
pub(super) mod culture {
    pub(in crate::world) const ENGLISH: usize = 0;
    pub(in crate::world) const GERMAN: usize = 1;
    pub(in crate::world) const FRENCH: usize = 2;
    pub(in crate::world) const SPANISH: usize = 3;
    pub(in crate::world) const PORTUGUESE: usize = 4;
    pub(in crate::world) const ITALIAN: usize = 5;
    pub(in crate::world) const DUTCH: usize = 6;
    pub(in crate::world) const NORDIC: usize = 7;
    pub(in crate::world) const POLISH: usize = 8;
    pub(in crate::world) const UKRAINIAN: usize = 9;
    pub(in crate::world) const TURKISH: usize = 10;
    pub(in crate::world) const ARABIC: usize = 11;
    pub(in crate::world) const INDIAN: usize = 12;
    pub(in crate::world) const VIETNAMESE: usize = 13;
    pub(in crate::world) const CHINESE: usize = 14;
    pub(in crate::world) const JAPANESE: usize = 15;
    pub(in crate::world) const KOREAN: usize = 16;
    pub(in crate::world) const NIGERIAN: usize = 17;
    pub(in crate::world) const KENYAN: usize = 18;
    pub(in crate::world) const INDONESIAN: usize = 19;
}

const CULTURES: [Culture; 20] = [
    Culture {
        given: "Amelia,Oliver,Hannah,George,Isla,Callum,Freya,Toby,Imogen,Rhys,Nia,Declan,Siobhán,\
                Aoife,Ewan,Harriet,Miles,Phoebe,Jasper,Beatrice,Owen,Maisie,Zoë,Chloë,Gareth,\
                Rowan,Tess,Simon,Naomi,Desmond,Aaliyah,Marcus,Tiana,Darnell,Skye,Reid",
        family: "Ashdown,Whitlock,Penrose,O'Rourke,Fairbairn,Gallagher,Thornhill,Bexley,Marlow,\
                 Prescott,Llewellyn,Hargreaves,Kinsella,Ó Briain,Tremayne,Holloway,Lockhart,\
                 Wainwright,Abernathy,Carrick,Dunmore,Ellery,Fenwick,Goodall,Hathersage,Kirkby,\
                 Langford,Mottram,Oakes,Pickering,Radcliffe-Moore,Selwyn,Tilbury,Yardley",
        one_name: 0,
    },
    Culture {
        given: "Jürgen,Anneliese,Lukas,Käthe,Björn,Sabine,Matthias,Ulrike,Jörg,Heike,Moritz,\
                Friederike,Tobias,Leonie,Götz,Svenja,Florian,Anke,Niklas,Bärbel,Hendrik,Mareike,\
                Rüdiger,Silke,Emil,Frauke,Jonas,Wiebke",
        family: "Bäumler,Grünwald,Schäfer,Krüger,Voß,Lindemann,Hößle,Ehrlich,Brückner,Kästner,\
                 Pfeiffer,Steinmetz,Wöhrle,Oberdorf,Rößner,Zimmerer,Falkenrath,Möllenkamp,\
                 Dreesen,Hagedorn,Tiedemann,Kühnel,Sandvoss,Weidlich",
        one_name: 0,
    },
    Culture {
        given: "Zoé,François,Éloïse,Benoît,Margaux,Loïc,Chloé,Gaëlle,Anaïs,Rémi,Océane,Thibault,\
                Maëlys,Jérôme,Inès,Noémie,Clément,Aurélie,Yann,Solène,Hélène,Bastien,Lætitia,\
                Corentin,Apolline,Mathéo",
        family: "Lefèvre,Delacourt,Beaumanoir,Perrault,Garnier-Roux,Lemoîne,Château,Vasseur,\
                 Bouchard,Lagarde,Thévenot,Marchand,Rochefort,Aubry,Delorme,Fontenay,Guérin,\
                 Mercœur,Pelletier,Desrosiers,Tremblay,Villeneuve,Jolivet,Caron",
        one_name: 0,
    },
    Culture {
        given: "José Luis,María,Íñigo,Lucía,Andrés,Sofía,Joaquín,Inés,Raúl,Ximena,Gonzalo,Begoña,\
                Martín,Rocío,Hernán,Valentina,Tomás,Noelia,Álvaro,Itziar,Emiliano,Pilar,\
                Nicolás,Guadalupe,Cristóbal,Marisol",
        family: "Ibáñez,Castañeda,Peña,Gutiérrez,Núñez,Etxeberria,Salcedo,Montoya,Cárdenas,\
                 Zúñiga,Arroyo,Villalba,Quintero,Bustamante,Olmedo,de la Fuente,Rincón,Saldívar,\
                 Echeverría,Palacios,Barrientos,Iturralde,Güell,Urrutia",
        one_name: 0,
    },
    Culture {
        given: "João,Beatriz,Thiago,Inês,Gonçalo,Mariana,Luís,Conceição,Rafael,Letícia,Simão,\
                Catarina,Caetano,Luana,Estêvão,Iara,Fábio,Júlia,Vinícius,Débora,Nuno,Mafalda",
        family: "Carvalhais,Assunção,Figueira,Magalhães,Brandão,Teixeira,Vasconcelos,Guimarães,\
                 dos Anjos,Conceição,Mourão,Sampaio,Bragança,Leitão,Queirós,Serpa,Fontoura,\
                 da Mata,Nóbrega,Pacheco",
        one_name: 1,
    },
    Culture {
        given: "Nicolò,Chiara,Lorenzo,Giulia,Niccolina,Matteo,Elisabetta,Davide,Ginevra,Tommaso,\
                Alessia,Riccardo,Beatrice,Ettore,Ilaria,Pietro,Serena,Corrado",
        family: "Bellandi,D'Amico,Montefiori,Castellani,Ferraris,Lombardelli,Valentini,Zanetti,\
                 Ricciuti,De Santis,Bonfanti,Cavalcanti,Orlandini,Pellegrino,Sartori,Tagliabue",
        one_name: 0,
    },
    Culture {
        given: "Sanne,Daan,Femke,Joris,Anouk,Bram,Lotte,Thijs,Marloes,Sjoerd,Renée,Koen,Fleur,\
                Maarten,Noor,Pieter,Saskia,Ruben",
        family: "van den Heuvel,de Wit,Hoekstra,van Rijswijk,Dijkgraaf,Kuipers,Verhoeven,\
                 ter Horst,Zandstra,Oosterhuis,Brouwers,van der Linde,Schouten,Noorlander,\
                 Claes,Vandermeersch",
        one_name: 0,
    },
    Culture {
        given: "Søren,Åsa,Bjørn,Linnéa,Mikkel,Ingrid,Øyvind,Sólveig,Eirik,Freja,Håkon,Märta,\
                Aino,Väinö,Kaisa,Jørgen,Elin,Þóra,Anders,Ronja",
        family: "Lindqvist,Ødegård,Bergström,Sørbø,Mäkelä,Holmgaard,Nygård,Hæstad,Wikström,\
                 Koskela,Ekdahl,Fjeldberg,Rantanen,Åkerlund,Skovgaard,Lönnroos,Tveit,Kjær",
        one_name: 0,
    },
    Culture {
        given: "Zofia,Łukasz,Małgorzata,Paweł,Agnieszka,Michał,Bożena,Stanisław,Żaneta,Krzysztof,\
                Grażyna,Tomasz,Jadwiga,Wojciech,Anieszka,Jędrzej",
        family: "Wójcik,Mazur,Kołodziej,Dąbek,Nowaczyk,Pietrzak,Źrebiec,Gołąb,Szczygieł,Bąk,\
                 Wróbel,Sikora,Kowalczyk,Zając,Kaźmierczak,Jabłoń",
        one_name: 0,
    },
    Culture {
        given: "Oksana,Taras,Юлія=yuliia,Андрій=andrii,Daryna,Bohdan,Соломія=solomiia,Ostap,\
                Myroslava,Denys,Kateryna,Олег=oleh,Iryna,Vasyl,Nadiia,Maksym",
        family: "Bondarenko,Коваленко=kovalenko,Tkachenko,Литвин=lytvyn,Marchuk,Savchuk,\
                 Кравець=kravets,Hryhorenko,Palamarchuk,Zinchenko,Rudenko,Voloshyn",
        one_name: 0,
    },
    Culture {
        given: "Gülşen,Emre,Çağla,İbrahim,Şebnem,Oğuz,Zeynep,Kıvanç,Büşra,Tuğrul,Elif,Barış,\
                Nilüfer,Görkem,Defne,Ümit",
        family: "Yıldırım,Öztürk,Çelikkol,Şahinler,Aydoğan,Karadağ,Erdoğmuş,Günaydın,Taşkın,\
                 Uçar,Koçyiğit,Bozkurt,Dağlı,Sönmez",
        one_name: 0,
    },
    Culture {
        given: "Layla,Omar,Yasmine,Khalid,Noura,Tariq,Amina,Samir,Huda,Ziad,Rania,Faisal,\
                سلمى=salma,Hisham,Dalia,كريم=karim,Mariam,Bilal",
        family: "al-Hariri,Benyoucef,Haddad,el-Masry,Mansouri,Khoury,Qasimi,Bouzid,Nasser,Farouq,\
                 Sabbagh,Tazi,Zaki,al-Najjar,Rahmani,شاهين=shahin",
        one_name: 1,
    },
    Culture {
        given: "Priya,Arjun,Ananya,Rohan,Kavitha,Vikram,Meenakshi,Sanjay,Ishita,Karthik,Lakshmi,\
                Aditya,Farah,Harpreet,Nandini,Imran,Sneha,Gurdeep,दीपा=deepa,Manoj,Ritu,Suresh",
        family: "Iyer,Chatterjee,Deshpande,Nair,Reddy,Bhattacharya,Kulkarni,Sodhi,Menon,Joshi,\
                 Banerjee,Pillai,Qureshi,Rangarajan,Sehgal,Trivedi,Venkataraman,Dhillon,Mehrotra",
        one_name: 6,
    },
    Culture {
        given: "Thảo,Minh,Hương,Quốc Bảo,Ngọc Anh,Tuấn,Phương,Đức,Thùy Linh,Khánh,Diệu,Hải,\
                Bích Ngọc,Trung,Mỹ Duyên,Việt",
        family: "Nguyễn,Trần,Phạm,Huỳnh,Võ,Đặng,Bùi,Đỗ,Hồ,Ngô,Dương,Lý",
        one_name: 0,
    },
    Culture {
        given: "Wei,Xiaoling,Jun,Meiying,Haoran,Yuting,Zhiqiang,Lihua,Ruoxi,Bowen,Shuang,Kaiwen,\
                晓明=xiaoming,Yanfei,Chenguang,思雨=siyu",
        family: "Zhang,Lín,Chen,Ouyang,Xu,Guo,Lü,Shen,Fang,Zhou,Tang,Qian,黄=huang,Cai,Dong,宋=song",
        one_name: 0,
    },
    Culture {
        given: "Haruka,Kenji,Aiko,Daichi,Yūko,Ren,Sakura,Shōta,Mizuki,Takumi,Emi,Kōhei,\
                陽菜=hina,Naoki,Rin,さくら=sakura",
        family: "Ōnishi,Kuroda,Fujimori,Hayasaka,Itō,Mizushima,Nakagawa,Shimizu,Takeuchi,Uehara,\
                 Yamashiro,森本=morimoto,Kōno,Arakawa",
        one_name: 0,
    },
    Culture {
        given: "Ji-woo,Min-jun,Seo-yeon,Hyun-woo,Ha-eun,Dong-hyun,Soo-jin,Tae-yang,Eun-ji,\
                Jae-hoon,민지=minji,Young-mi",
        family: "Kim,Park,Choi,Jeong,Kang,Yoon,Jang,Lim,Shin,Hwang,Seo,Bae",
        one_name: 0,
    },
    Culture {
        given: "Adébáyọ̀,Chidinma,Olúwaṣeun,Ngozi,Tunde,Ifeoma,Emeka,Folákẹ́,Ibrahim,Zainab,\
                Obinna,Yetunde,Kelechi,Damilola,Uche,Hauwa",
        family: "Okonjo,Adéyẹmí,Eze,Balogun,Nwachukwu,Ọlátúnjí,Abubakar,Okafor,Ibekwe,Fashola-Bright,\
                 Umeh,Danjuma,Ogunleye,Nnamani",
        one_name: 1,
    },
    Culture {
        given: "Wanjiru,Kamau,Achieng,Mwangi,Njeri,Baraka,Zawadi,Otieno,Nyambura,Juma,Makena,\
                Kiprono,Chebet,Imani",
        family: "Odhiambo,Kariuki,Mutua,Wekesa,Kiptoo,Njoroge,Wambui,Omondi,Gitau,Mbugua,Chepkemoi,\
                 Maina",
        one_name: 0,
    },
    Culture {
        given: "Wulandari,Budi,Sri,Agus,Dewi,Bambang,Ratna,Slamet,Putri,Suharti,Wayan,Nurhayati,\
                Eko,Fitriani,Mulyadi,Kartika",
        family: "Santoso,Wijaya,Hartono,Siregar,Nasution,Kusuma,Prasetyo,Lestari,Gunawan,\
                 Hutapea,Setiawan,Mahendra",
        one_name: 35,
    },
];

/// The lists, split.
pub(super) struct Names(Vec<[Vec<&'static str>; 2]>);

/// A name and the Latin text to make a handle of.
pub(super) struct Name {
    /// First name.
    pub(super) first: String,
    /// Last name; empty for people who go by one.
    pub(super) last: String,
    /// Both in plain lower-case Latin letters, joined by hyphens.
    pub(super) latin: String,
}

impl Names {
    /// Splits the lists.
    pub(super) fn new() -> Self {
        let split = |list: &'static str| list.split(',').map(str::trim).collect();
        Self(CULTURES.iter().map(|culture| [split(culture.given), split(culture.family)]).collect())
    }

    /// A name of the culture.
    pub(super) fn make(&self, culture: usize, random: &mut Random) -> Name {
        let [given, family] = &self.0[culture % self.0.len()];
        let one_name = random.percent(CULTURES[culture % CULTURES.len()].one_name);
        let (first, last) = (random.word(given), random.word(family));
        let last = if one_name { "" } else { last };
        let (first, first_latin) = first.split_once('=').unwrap_or((first, first));
        let (last, last_latin) = last.split_once('=').unwrap_or((last, last));
        let latin = latin(&format!("{first_latin} {last_latin}"));
        Name { first: first.to_owned(), last: last.to_owned(), latin }
    }

    /// How many cultures there are.
    pub(super) fn cultures(&self) -> usize {
        self.0.len()
    }
}

/// The text in plain lower-case Latin letters and digits, words joined by hyphens.
fn latin(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => plain.push(letter),
            ' ' | '-' if !plain.is_empty() && !plain.ends_with('-') => plain.push('-'),
            _ => plain.push_str(without_accent(letter)),
        }
    }
    plain.truncate(plain.trim_end_matches('-').len());
    plain
}

/// The plain letters for one with an accent; nothing for other characters.
fn without_accent(letter: char) -> &'static str {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ậ' | 'ắ'
        | 'ặ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'đ' | 'ð' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ē' | 'ẹ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => {
            "e"
        }
        'ğ' => "g",
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' | 'ị' | 'ỉ' => "i",
        'ł' => "l",
        'ñ' | 'ń' => "n",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ộ' | 'ỗ' | 'ổ' | 'ơ'
        | 'ớ' | 'ở' => "o",
        'œ' => "oe",
        'ś' | 'ş' | 'ṣ' | 'š' => "s",
        'ß' => "ss",
        'þ' => "th",
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ụ' | 'ủ' | 'ư' | 'ứ' | 'ừ' | 'ữ' => "u",
        'ý' | 'ỳ' | 'ỹ' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_plain_latin_form() {
        for lists in &Names::new().0 {
            for name in lists.iter().flatten() {
                let (shown, text) = name.split_once('=').unwrap_or((name, name));
                assert!(!shown.is_empty() && shown == shown.trim(), "{name:?}");
                let accents = |c: &char| !"' -".contains(*c) && !('\u{300}'..'\u{370}').contains(c);
                for letter in text.chars().flat_map(char::to_lowercase).filter(accents) {
                    let plain = letter.is_ascii_alphabetic() || !without_accent(letter).is_empty();
                    assert!(plain, "{letter:?} in {name:?}");
                }
                assert!(latin(text).len() >= 2, "{name:?}");
            }
        }
    }

    #[test]
    fn accents_spaces_and_apostrophes_leave_a_readable_handle() {
        assert_eq!(latin("Adébáyọ̀ O'Rourke"), "adebayo-orourke");
        assert_eq!(latin("Voß van den Heuvel"), "voss-van-den-heuvel");
        assert_eq!(latin("Wulandari "), "wulandari");
    }
}
