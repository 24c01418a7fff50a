//! Whether roles name what is there: permissions, and fields that can be kept from somebody.

use super::check::Known;
use super::document::Document;
use super::found::Found;
use crate::access::{HIDEABLE, KEEPABLE, Permission, RoleSpec};
use crate::error::{Code, Problem, one_of, pointer, suggest};
use crate::id::Name;
use crate::model::TicketField;
use crate::workflow::ApproversSpec;

/// Permissions are the built-in ones, and those that some transition asks for.
pub(super) fn check_roles(document: &Document, found: &mut Found) {
    let built_in = Permission::ALL.iter().map(|permission| permission.as_str());
    let transitions = document.workflows.iter().flat_map(|workflow| &workflow.transitions);
    let asked_for = transitions.flat_map(|transition| {
        let approvers = match transition.approval.as_ref().map(|approval| &approval.by) {
            Some(ApproversSpec::Permission(name)) => Some(name.as_str()),
            _ => None,
        };
        transition.permission.as_deref().into_iter().chain(approvers)
    });
    let names: Vec<&str> = built_in.chain(asked_for).collect();
    let known = Known { what: "permission", set: names.iter().copied().collect(), names };
    for (n, role) in document.roles.iter().enumerate() {
        let role_path = pointer("/roles", n);
        check_fields(document, role, &role_path, found);
        let path = pointer(&role_path, "permissions");
        for (n, permission) in role.permissions.iter().enumerate() {
            let path = pointer(&path, n);
            if permission == Permission::SYSTEM_ONLY {
                let message = format!("the permission `{permission}` belongs to the engine alone");
                found.report(Problem::new(Code::OutOfRange, message).at(path));
            } else {
                known.expect(permission, path, found);
            }
        }
    }
}

/// Fields that are hidden or only read are the desk's own, or built-in ones of which that can be said. What is hidden is
/// not told by the options that depend on it.
fn check_fields(document: &Document, role: &RoleSpec, path: &str, found: &mut Found) {
    let lists: [(&str, &str, &[Name], &[TicketField]); 2] = [
        ("hidden_fields", "hidden", &role.hidden_fields, &HIDEABLE),
        ("read_only_fields", "kept from being written", &role.read_only_fields, &KEEPABLE),
    ];
    for (member, what, names, built_in) in lists {
        for (n, name) in names.iter().enumerate() {
            let can = |field: &TicketField| built_in.contains(field);
            let own = document.fields.iter().any(|field| field.name == *name);
            let known = TicketField::built_in(name);
            if own || known.as_ref().is_some_and(can) {
                continue;
            }
            let place = pointer(&pointer(path, member), n);
            let names = built_in.iter().map(TicketField::as_str);
            let names: Vec<&str> = names.chain(document.fields.iter().map(|field| &*field.name)).collect();
            found.report(if known.is_some() {
                let message = format!("the field `{name}` cannot be {what} by a role");
                Problem::new(Code::OutOfRange, message).at(place).hint(one_of(names))
            } else {
                let message = format!("there is no field `{name}`");
                Problem::new(Code::UnknownField, message).at(place).hint(suggest(name, &names))
            });
        }
    }
    for (n, name) in role.hidden_fields.iter().enumerate() {
        let depends = |field: &&crate::form::FieldSpec| {
            field.depends_on.as_ref() == Some(name) && !role.hidden_fields.contains(&field.name)
        };
        if let Some(other) = document.fields.iter().find(depends) {
            let message = format!("the options of `{}` depend on `{name}`, and would tell it", other.name);
            let problem = Problem::new(Code::OutOfRange, message);
            let place = pointer(&pointer(path, "hidden_fields"), n);
            found.report(problem.at(place).hint(format!("hide `{}`, too", other.name)));
        }
    }
}
