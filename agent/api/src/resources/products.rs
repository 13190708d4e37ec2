//! The product catalogue: its categories, and lists of its products.

use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::resources::asked::ProductsAsked;
use crate::shape::UserName;
use crate::shape::client::MoneyView;
use axum::Json;
use axum::extract::{Query, State};
use crmweb_crm::products::{self, Branch};
use crmweb_crm::{By, Error};
use crmweb_model::ids::Uid;
use crmweb_model::record::RecordKind;
use crmweb_model::time::Millis;
use crmweb_store::products::{Asked, Line};
use crmweb_store::{client_page, refs, users};
use serde::Serialize;
use utoipa::ToSchema;

/// A category with what stands below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Its name.
    pub name: String,
    /// How many products stand right in it.
    pub products: i64,
    /// How many stand in it and below it.
    pub below: i64,
    /// The categories that are part of it.
    #[schema(no_recursion)]
    pub branches: Vec<CategoryView>,
}

/// A product in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductLine {
    /// The id.
    #[schema(value_type = String)]
    pub uid: Uid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `active`, `out_of_stock` or `discontinued`.
    pub state: String,
    /// Its unit.
    pub unit: String,
    /// What one costs.
    pub price: Option<MoneyView>,
    /// Who added it.
    pub author: Option<UserName>,
    /// When it was added, in milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When it was last changed, in milliseconds since 1970 UTC.
    pub updated_at: i64,
}

/// A page of products.
#[derive(Debug, Serialize, ToSchema)]
pub struct Products {
    /// The newest first.
    pub items: Vec<ProductLine>,
    /// Where it goes on; null at its end.
    pub next: Option<String>,
}

impl From<Branch> for CategoryView {
    fn from(branch: Branch) -> CategoryView {
        CategoryView {
            uid: branch.uid,
            name: branch.name,
            products: branch.products,
            below: branch.below,
            branches: branch.branches.into_iter().map(CategoryView::from).collect(),
        }
    }
}

/// Returns the tree of categories with the number of their products.
#[utoipa::path(get, path = "/api/v1/categories/tree", tag = "products",
    responses((status = 200, body = Vec<CategoryView>), (status = 403, body = Problem)))]
pub async fn tree(State(app): State<App>, caller: Caller) -> Result<Json<Vec<CategoryView>>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let tree = app.crm.store().read_async(move |tx| products::tree(tx, &by)).await?;
    Ok(Json(tree.into_iter().map(CategoryView::from).collect()))
}

/// Lists products by any combination of category (with all below it), state, code, author, and when they were added or
/// changed.
#[utoipa::path(get, path = "/api/v1/products", tag = "products", params(ProductsAsked),
    responses((status = 200, body = Products), (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<ProductsAsked>,
) -> Result<Json<Products>, Problem> {
    let by = By::new(caller.user.actor(), app.machine.now());
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let page = app.crm.store().read_async(move |tx| {
        let author = match asked.author {
            Some(uid) => {
                let user = users::by_uid(tx, uid)?;
                Some(user.ok_or_else(|| Error::no_such(RecordKind::User, uid))?.id)
            }
            None => None,
        };
        let after = match asked.cursor {
            Some(uid) => refs::find(tx, RecordKind::Product, uid)?.map(|record| record.id),
            None => None,
        };
        let wanted = Asked {
            categories: None,
            state: asked.state,
            code: asked.code,
            text: asked.q,
            author,
            created: (asked.created_since.map(Millis), asked.created_until.map(Millis)),
            changed: (asked.changed_since.map(Millis), asked.changed_until.map(Millis)),
            after,
            limit,
        };
        let found = products::list(tx, &by, asked.category, wanted)?;
        let full = found.len() as i64 == limit;
        let next = found.last().filter(|_| full).map(|line| line.uid.to_string());
        let people = client_page::people(tx, found.iter().filter_map(|line| line.author).collect())?;
        let line = |line: Line| ProductLine {
            uid: line.uid,
            code: line.code,
            name: line.name,
            state: line.state,
            unit: line.unit,
            price: line.price.map(|price| MoneyView { minor: price.minor, currency: price.currency }),
            author: line.author.and_then(|user| people.get(&user)).map(UserName::from),
            created_at: line.created_at.0,
            updated_at: line.updated_at.0,
        };
        Ok::<_, Error>(Products { items: found.into_iter().map(line).collect(), next })
    });
    Ok(Json(page.await?))
}
