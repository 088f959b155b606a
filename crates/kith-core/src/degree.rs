//! How far apart two members are (R2).

use crate::account::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// The distance of another member, as the viewer sees it.
    Degree {
        /// The viewer.
        Myself = "self",
        /// Connected.
        First = "1st",
        /// Connected to one of the viewer's 1st.
        Second = "2nd",
        /// Connected to one of the viewer's 2nd.
        Third = "3rd",
        /// Farther, or not reachable.
        Out = "out",
    }
}
