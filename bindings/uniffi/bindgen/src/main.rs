//! The generator of uniffi, in the version that the library is built with: a library made by one version cannot be
//! read by another.

fn main() {
    uniffi::uniffi_bindgen_main();
}
