//! Stories and properties of the decisions.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod exclusion;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod journeys;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod regimes;
#[cfg(test)]
mod shares;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod world;
