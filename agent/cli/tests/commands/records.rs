//! Records of any kind at the command line.

use crate::terminal::Terminal;
use serde_json::json;

#[test]
fn a_product_with_a_field_of_ones_own_is_kept_at_the_command_line() {
    let terminal = Terminal::new();
    terminal.done(&["field", "add", "product", "colour", "Culoare", "--holds", "choice", "--word", "roșu"]);
    terminal.done(&["record", "add", "categories", "name=Pompe"]);
    let add = [
        "record",
        "add",
        "products",
        "code=P-1",
        "name=Pompă",
        "price=1200 RON",
        "category=pompe",
        "x.colour=roșu",
    ];
    terminal.done(&add);
    let shown = terminal.json(&["record", "show", "products", "p-1"]);
    assert_eq!(shown["title"], "P-1 Pompă");
    assert_eq!(
        (&shown["fields"]["price"], &shown["fields"]["x.colour"]),
        (&json!("1200.00 RON"), &json!("roșu"))
    );
    terminal.done(&["record", "edit", "products", "p-1", "state=discontinued", "price="]);
    terminal.done(&["record", "delete", "products", "P-1 Pompă"]);
    assert_eq!(terminal.run(&["record", "show", "products", "p-1"]).status, 65);
    terminal.done(&["undo"]);
    let back = terminal.json(&["record", "show", "products", "p-1"]);
    assert_eq!((&back["fields"]["state"], &back["fields"]["price"]), (&json!("discontinued"), &json!("")));
    let refused = terminal.run(&["record", "add", "products", "code=P-2", "name=x", "state=lost"]);
    assert_eq!(refused.status, 65);
    assert!(refused.err.contains("must be one of active, out_of_stock, discontinued"), "{refused:?}");
    terminal.done(&["field", "remove", "product", "x.colour"]);
    assert!(terminal.json(&["record", "show", "products", "p-1"])["fields"].get("x.colour").is_none());
}
