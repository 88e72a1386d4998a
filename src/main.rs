#[allow(unused)]
fn main() {}
