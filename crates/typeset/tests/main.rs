//! Sheets go in, PDF files come out, and the files are read back.

#[cfg(test)]
mod read_back;
#[cfg(test)]
mod sheets;
