//! Tests of the whole product: what a single crate cannot show. See the folders beside this one.
