//! The verbs of the business, one file each; command line, API and importers all come through here.
//!
//! A verb checks the actor's rights first, then loads, decides and saves inside the transaction it is given. A
//! [`Crm`] wraps the database and the files and runs a verb as one deed.

pub mod crm;
pub mod deed;
pub mod error;
pub mod seam;

pub use crm::Crm;
pub use deed::By;
pub use error::{Error, Result};
