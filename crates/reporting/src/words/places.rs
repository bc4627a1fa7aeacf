//! Places in English: the areas and countries that an English bulletin names.  Names that are not here stay as recorded.

use super::area_name;
use crate::catalogue::Lang;
use domain::AreaCode;
use situation::Situation;

/// Areas by code.  Source of the romanisation: Hanyu Pinyin as used on road signs (GB/T 28039).
const AREAS: &[(&str, &str)] = &[
    ("33", "Zhejiang"),
    ("3302", "Ningbo"),
    ("330203", "Haishu"),
    ("330205", "Jiangbei"),
    ("330206", "Beilun"),
    ("330211", "Zhenhai"),
    ("330212", "Yinzhou"),
    ("330213", "Fenghua"),
    ("330225", "Xiangshan"),
    ("330226", "Ninghai"),
    ("330281", "Yuyao"),
    ("330282", "Cixi"),
    ("330211001", "Zhaobaoshan"),
    ("330211002", "Jiaochuan"),
    ("330211003", "Luotuo"),
    ("330211004", "Zhuangshi"),
    ("330211005", "Guisi"),
    ("330211100", "Xiepu"),
    ("330211101", "Jiulonghu"),
    ("3301", "Hangzhou"),
    ("3303", "Wenzhou"),
    ("3304", "Jiaxing"),
    ("3305", "Huzhou"),
    ("3306", "Shaoxing"),
    ("3307", "Jinhua"),
    ("3308", "Quzhou"),
    ("3309", "Zhoushan"),
    ("3310", "Taizhou"),
    ("3311", "Lishui"),
];

/// Countries as Chinese bulletins name them.  Source: GB/T 2659.
const COUNTRIES: &[(&str, &str)] = &[
    ("墨西哥", "Mexico"),
    ("美国", "the United States"),
    ("俄罗斯", "Russia"),
    ("韩国", "Korea"),
    ("日本", "Japan"),
    ("英国", "the United Kingdom"),
    ("法国", "France"),
    ("德国", "Germany"),
    ("意大利", "Italy"),
    ("西班牙", "Spain"),
    ("加拿大", "Canada"),
    ("澳大利亚", "Australia"),
    ("新西兰", "New Zealand"),
    ("新加坡", "Singapore"),
    ("马来西亚", "Malaysia"),
    ("泰国", "Thailand"),
    ("越南", "Viet Nam"),
    ("缅甸", "Myanmar"),
    ("老挝", "Laos"),
    ("柬埔寨", "Cambodia"),
    ("印度尼西亚", "Indonesia"),
    ("菲律宾", "the Philippines"),
    ("印度", "India"),
    ("巴基斯坦", "Pakistan"),
    ("孟加拉国", "Bangladesh"),
    ("巴西", "Brazil"),
    ("阿根廷", "Argentina"),
    ("南非", "South Africa"),
    ("埃及", "Egypt"),
    ("阿联酋", "the United Arab Emirates"),
    ("沙特阿拉伯", "Saudi Arabia"),
    ("土耳其", "Türkiye"),
    ("乌克兰", "Ukraine"),
    ("荷兰", "the Netherlands"),
    ("比利时", "Belgium"),
    ("瑞士", "Switzerland"),
    ("蒙古国", "Mongolia"),
];

/// Returns the name of an area in a language; as listed where no English name is known.
pub fn area_name_in(s: &Situation, area: AreaCode, lang: Lang) -> String {
    let code = area.short();
    let english = || AREAS.iter().find(|(known, _)| *known == code).map(|(_, name)| (*name).to_owned());
    match lang {
        Lang::En => english().unwrap_or_else(|| area_name(s, area)),
        Lang::Zh => area_name(s, area),
    }
}

/// Returns the name of a country in a language; as recorded where no English name is known.
pub fn country_in(country: &str, lang: Lang) -> String {
    let english = || COUNTRIES.iter().find(|(known, _)| *known == country).map(|(_, name)| *name);
    match lang {
        Lang::En => english().unwrap_or(country).to_owned(),
        Lang::Zh => country.to_owned(),
    }
}
