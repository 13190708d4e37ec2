use super::*;

fn actor(roles: &[Role]) -> Actor {
    Actor::new(UserId(1), "north", roles, &Grants::default())
}

fn held(user: i64, team: &str) -> Holder {
    Holder { user: UserId(user), team: team.into() }
}

#[test]
fn the_three_roles_are_exact() {
    use Right::*;
    let all = Some(Scope::All);
    let table = [
        // right, user, leader, administrator
        (Read, all, all, all),
        (Write, all, all, None),
        (Delete, all, all, None),
        (Merge, all, all, None),
        (Link, all, all, None),
        (AssignTask, Some(Scope::Own), all, None),
        (HandOn, all, all, None),
        (Distribute, None, all, None),
        (Export, all, all, all),
        (Erase, None, all, all),
        (ShareViews, all, all, all),
        (Templates, all, all, None),
        (Products, all, all, None),
        (SharedMailboxes, None, None, all),
        (Settings, None, None, all),
        (Users, None, None, all),
    ];
    assert_eq!(table.map(|row| row.0), Right::ALL);
    for (right, user, leader, administrator) in table {
        assert_eq!(Role::User.scope(right), user, "{right:?}");
        assert_eq!(Role::Leader.scope(right), leader, "{right:?}");
        assert_eq!(Role::Administrator.scope(right), administrator, "{right:?}");
    }
}

#[test]
fn a_user_assigns_tasks_to_nobody_but_oneself() {
    let user = actor(&[Role::User]);
    assert!(user.may(Right::AssignTask, Whose::Mine).is_ok());
    let denied = user.may(Right::AssignTask, Whose::Others).unwrap_err();
    assert_eq!(denied.to_string(), "you may not assign tasks to others; ask a team leader");
    assert!(actor(&[Role::Leader]).may(Right::AssignTask, Whose::Others).is_ok());
}

#[test]
fn several_roles_add_up_and_none_is_nothing() {
    let alone = actor(&Role::ALL);
    for right in Right::ALL {
        assert!(alone.may(right, Whose::Others).is_ok(), "{right:?}");
        assert!(actor(&[]).may(right, Whose::Mine).is_err(), "{right:?}");
    }
}

#[test]
fn a_record_belongs_to_whoever_holds_it_or_their_team() {
    let me = actor(&[Role::User]);
    assert_eq!(me.whose(&[]), Whose::Others, "what is nobody's is nobody's own");
    assert_eq!(me.whose(&[held(1, "south")]), Whose::Mine);
    assert_eq!(me.whose(&[held(2, "north")]), Whose::MyTeams);
    assert_eq!(me.whose(&[held(2, "south")]), Whose::Others);
    assert_eq!(
        me.whose(&[held(3, "south"), held(2, "north"), held(1, "")]),
        Whose::Mine,
        "the nearest counts"
    );
    let loner = Actor { team: String::new(), ..me };
    assert_eq!(loner.whose(&[held(2, "")]), Whose::Others, "no team is no team");
}

#[test]
fn a_scope_reaches_so_far_and_no_further() {
    use Whose::*;
    for (scope, reached) in [(Scope::Own, 1), (Scope::Team, 2), (Scope::All, 3)] {
        let found = [Mine, MyTeams, Others].into_iter().filter(|whose| scope.reaches(*whose)).count();
        assert_eq!(found, reached, "{scope:?}");
    }
}

#[test]
fn the_widest_of_several_grants_counts_and_a_further_role_widens_one_that_ships() {
    let partner: Grants = [(Right::Read, Scope::Own), (Right::Write, Scope::Own)].into_iter().collect();
    let near: Grants = [(Right::Read, Scope::Team), (Right::Read, Scope::Own)].into_iter().collect();
    assert_eq!(near.scope(Right::Read), Some(Scope::Team));
    let only = Actor::new(UserId(1), "north", &[], &partner);
    assert_eq!((only.scope(Right::Read), only.scope(Right::Delete)), (Some(Scope::Own), None));
    assert!(only.may(Right::Read, Whose::MyTeams).is_err());
    let mut both = partner;
    both.add(&near);
    assert_eq!((both.scope(Right::Read), both.scope(Right::Write)), (Some(Scope::Team), Some(Scope::Own)));
    let beside = Actor::new(UserId(1), "north", &[Role::Administrator], &both);
    assert_eq!((beside.scope(Right::Read), beside.scope(Right::Write)), (Some(Scope::All), Some(Scope::Own)));
}

#[test]
fn names_are_read_back() {
    for right in Right::ALL {
        assert_eq!(Right::from_name(right.as_str()), Some(right));
    }
    for scope in Scope::ALL {
        assert_eq!(Scope::from_name(scope.as_str()), Some(scope));
    }
    assert_eq!((Right::from_name("Read"), Scope::from_name("")), (None, None));
}
