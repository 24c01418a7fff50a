//! The schema is held against the types that read the document, against the limits, and, with its validator, against
//! an independent implementation of JSON Schema.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::access::{RoleSpec, Scope};
use crate::assignment::{RouteSpec, SkillSpec, Strategy, TeamSpec};
use crate::automation::{ActionSpec, Anchor, MatchMode, RuleSpec, WhenSpec};
use crate::calendar::{Break, CalendarSpec, SpecialDay, Week, WorkingDayEnd};
use crate::condition::Op;
use crate::config::read::problems_of_shape;
use crate::config::{Document, LabelSpec, MatrixCell, TypeSpec};
use crate::form::{FieldSpec, FieldType, FormActionSpec, FormAudience, FormRuleSpec, FormSpec, OptionSpec};
use crate::limits;
use crate::model::Category;
use crate::shape::{Additional, Node};
use crate::sla::{
    Answering, Audience, MomentSpec, OnChange, OnReopen, PolicySpec, StepSpec, TargetSpec, Unit, WhenSolved,
};
use crate::workflow::{
    AfterSpec, ApprovalSpec, ApproversSpec, AutomaticSpec, CourtesySpec, LateMessage, MessageRule,
    NoticeSpec, Participant, ReminderSpec, StatusAudience, StatusAutomaticSpec, StatusSpec, TransitionSpec,
    WorkflowMapSpec, WorkflowSpec,
};

const DEFAULT_DESK: &str = include_str!("../default_desk.json");
const EVERY_MEMBER: &str = include_str!("../../../tests/data/every_member.json");

fn at(pointer: &str) -> Value {
    let schema: Value = serde_json::from_str(TEXT).unwrap();
    schema.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}")).clone()
}

/// The names that serde knows here: it lists them when it is given one that it does not know.
fn known_to<T: DeserializeOwned>(unknown: Value) -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(unknown).err().expect("an unknown name is refused").to_string();
    let expected = error.split_once("expected").unwrap_or_else(|| panic!("{error}")).1;
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn strings(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn members_agree<T: DeserializeOwned>(pointer: &str) {
    let in_schema: BTreeSet<String> =
        at(pointer)["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(in_schema, known_to::<T>(json!({ "?": 0 })), "{pointer}");
}

fn choices_agree<T: DeserializeOwned>(pointer: &str) {
    assert_eq!(strings(&at(pointer)["enum"]), known_to::<T>(json!("?")), "{pointer}");
}

#[test]
fn every_member_of_a_document_is_described() {
    members_agree::<Document>("");
    members_agree::<LabelSpec>("/$defs/labelled");
    members_agree::<MatrixCell>("/$defs/matrix_cell");
    members_agree::<TypeSpec>("/$defs/type");
    members_agree::<FieldSpec>("/$defs/field");
    members_agree::<OptionSpec>("/$defs/option");
    members_agree::<FormSpec>("/$defs/form");
    members_agree::<FormRuleSpec>("/$defs/form_rule");
    members_agree::<WorkflowSpec>("/$defs/workflow");
    members_agree::<WorkflowMapSpec>("/$defs/workflow_map");
    members_agree::<StatusSpec>("/$defs/status");
    members_agree::<TransitionSpec>("/$defs/transition");
    members_agree::<ApprovalSpec>("/$defs/transition/properties/approval");
    members_agree::<ApproversSpec>("/$defs/transition/properties/approval/properties/by");
    members_agree::<AutomaticSpec>("/$defs/automatic");
    members_agree::<StatusAutomaticSpec>("/$defs/status/properties/automatic");
    members_agree::<AfterSpec>("/$defs/status/properties/after");
    members_agree::<ReminderSpec>("/$defs/reminder");
    members_agree::<NoticeSpec>("/$defs/automatic/properties/solved_notice");
    members_agree::<CourtesySpec>("/$defs/automatic/properties/courtesy");
    members_agree::<CalendarSpec>("/$defs/calendar");
    members_agree::<Week>("/$defs/calendar/properties/weekly");
    members_agree::<SpecialDay>("/$defs/special_day");
    members_agree::<Break>("/$defs/break");
    members_agree::<PolicySpec>("/$defs/policy");
    members_agree::<TargetSpec>("/$defs/target");
    members_agree::<StepSpec>("/$defs/step");
    members_agree::<TeamSpec>("/$defs/team");
    members_agree::<RouteSpec>("/$defs/route");
    members_agree::<SkillSpec>("/$defs/needed_skill");
    members_agree::<RuleSpec>("/$defs/rule");
    members_agree::<WhenSpec>("/$defs/rule/properties/when");
    members_agree::<RoleSpec>("/$defs/role");
}

#[test]
fn every_choice_is_described() {
    choices_agree::<FieldType>("/$defs/field/properties/type");
    choices_agree::<FormAudience>("/$defs/form/properties/audience");
    choices_agree::<Category>("/$defs/category");
    choices_agree::<StatusAudience>("/$defs/status/properties/audience");
    choices_agree::<Participant>("/$defs/participants/items");
    choices_agree::<LateMessage>("/$defs/automatic/properties/late_message");
    choices_agree::<MessageRule>("/$defs/transition/properties/required_message");
    choices_agree::<Op>("/$defs/condition/oneOf/3/properties/op");
    choices_agree::<Unit>("/$defs/target/properties/unit");
    choices_agree::<WorkingDayEnd>("/$defs/target/properties/day_end");
    choices_agree::<OnChange>("/$defs/target/properties/on_change");
    choices_agree::<OnReopen>("/$defs/target/properties/on_reopen");
    choices_agree::<Answering>("/$defs/target/properties/also_answers/items");
    choices_agree::<WhenSolved>("/$defs/target/properties/when_solved");
    choices_agree::<Audience>("/$defs/step/properties/notify/items");
    choices_agree::<Strategy>("/$defs/team/properties/strategy");
    choices_agree::<Anchor>("/$defs/rule/properties/when/properties/anchor");
    choices_agree::<MatchMode>("/properties/rule_mode");
    choices_agree::<Scope>("/$defs/role/properties/scope");
    let permissions: BTreeSet<String> =
        crate::access::Permission::ALL.iter().map(|one| one.as_str().to_owned()).collect();
    assert_eq!(strings(&at("/$defs/permission/examples")), permissions);

    let branches = |pointer: &str, name: &dyn Fn(&Value) -> String| -> BTreeSet<String> {
        at(pointer)["oneOf"].as_array().unwrap().iter().map(name).collect()
    };
    let actions =
        branches("/$defs/action", &|branch| branch["properties"]["do"]["const"].as_str().unwrap().into());
    assert_eq!(actions, known_to::<ActionSpec>(json!({ "do": "?" })));
    let moments = branches("/$defs/moment", &|branch| branch["required"][0].as_str().unwrap().into());
    assert_eq!(moments, known_to::<MomentSpec>(json!({ "?": 0 })));
    let of_forms = branches("/$defs/form_action", &|branch| branch["required"][0].as_str().unwrap().into());
    assert_eq!(of_forms, known_to::<FormActionSpec>(json!({ "?": 0 })));
    let one_action =
        |n: usize| at(&format!("/$defs/action/oneOf/{n}"))["properties"].as_object().unwrap().len();
    let members = |name: &str| known_to::<ActionSpec>(json!({ "do": name, "?": 0 })).len() + 1;
    for (n, name) in
        ["set", "add_tags", "remove_tags", "add_note", "send_message", "effect"].into_iter().enumerate()
    {
        assert_eq!(one_action(n), members(name), "{name}");
    }
}

#[test]
fn its_limits_are_those_of_the_library() {
    for (pointer, limit) in [
        ("/properties/fields/maxItems", limits::FIELDS),
        ("/properties/types/maxItems", limits::CONFIG_ENTRIES),
        ("/$defs/labelled_list/maxItems", limits::CONFIG_ENTRIES),
        ("/$defs/workflow/properties/statuses/maxItems", limits::STATUSES),
        ("/$defs/workflow/properties/transitions/maxItems", limits::TRANSITIONS),
        ("/$defs/field/properties/options/maxItems", limits::OPTIONS),
        ("/$defs/form/properties/fields/maxItems", limits::FORM_FIELDS),
        ("/$defs/form/properties/rules/maxItems", limits::FORM_RULES),
        ("/$defs/form_rule/properties/then/maxItems", limits::FORM_ACTIONS),
        ("/$defs/field/properties/max_chars/maximum", limits::FIELD_TEXT_CHARS),
        ("/$defs/name/pattern", crate::Name::MAX),
        ("/$defs/labels/additionalProperties/maxLength", limits::LABEL_CHARS),
        ("/$defs/condition/oneOf/3/properties/value/maxItems", limits::CONDITION_VALUES),
        ("/$defs/condition/oneOf/3/properties/value/maxLength", limits::CONDITION_TEXT_CHARS),
        ("/$defs/condition/oneOf/3/properties/value/items/maxLength", limits::CONDITION_TEXT_CHARS),
        ("/$defs/conditions/maxItems", limits::CONDITION_NODES),
        ("/$defs/windows/maxItems", limits::WINDOWS_PER_DAY),
        ("/$defs/calendar/properties/holidays/maxItems", limits::CALENDAR_EXCEPTIONS),
        ("/$defs/calendar/properties/special_days/maxItems", limits::CALENDAR_EXCEPTIONS),
        ("/$defs/calendar/properties/breaks/maxItems", limits::CALENDAR_EXCEPTIONS),
        ("/$defs/day_name/maxLength", limits::CALENDAR_ENTRY_NAME_CHARS),
        ("/$defs/rule/properties/actions/maxItems", limits::RULE_ACTIONS),
        ("/$defs/body/maxLength", limits::RULE_TEXT_CHARS),
        ("/$defs/tags/maxItems", limits::TAGS),
        ("/$defs/tags/items/maxLength", limits::TAG_CHARS),
        ("/$defs/field_value/maxLength", limits::FIELD_TEXT_CHARS),
        ("/$defs/field_value/maxItems", limits::OPTIONS),
    ] {
        match at(pointer) {
            Value::String(pattern) => assert!(pattern.contains(&format!("{{0,{}}}", limit - 1)), "{pointer}"),
            number => assert_eq!(number, json!(limit), "{pointer}"),
        }
    }
}

/// Calls `see` with every node of the schema.
fn walk(node: &Node, see: &mut dyn FnMut(&Node)) {
    see(node);
    let each = if let Additional::Each(each) = &node.additional_properties { Some(each) } else { None };
    let boxed = [each, node.items.as_ref(), node.property_names.as_ref()];
    let parts = boxed.into_iter().flatten().map(AsRef::as_ref);
    let parts = parts.chain(node.properties.values()).chain(node.defs.values()).chain(&node.one_of);
    parts.for_each(|part| walk(part, see));
}

#[test]
fn it_is_whole_and_closed() {
    let root = schema().unwrap().root();
    let (mut defined, mut used) = (BTreeSet::new(), BTreeSet::new());
    walk(root, &mut |node| {
        defined.extend(node.defs.keys().cloned());
        used.extend(node.reference.iter().map(|to| to.0.clone()));
        if !node.properties.is_empty() {
            assert!(matches!(node.additional_properties, Additional::Allowed(false)), "{:?}", node.title);
            for (name, property) in &node.properties {
                let described = schema().unwrap().purpose(property).is_some();
                assert!(described, "`{name}` of {:?} has no description", node.title);
            }
        }
        let required = node.required.iter().all(|name| node.properties.contains_key(name));
        assert!(required, "{:?} requires what it does not have", node.title);
        if node.pattern.is_some() || !node.one_of.is_empty() {
            assert!(node.title.is_some(), "a message needs to know what this is: {:?}", node.description);
        }
    });
    assert_eq!(defined, used);
}

#[test]
fn a_keyword_that_is_not_known_makes_a_schema_unreadable() {
    assert!(serde_json::from_str::<Schema>(r#"{ "type": "string", "minLength": 1 }"#).is_ok());
    assert!(serde_json::from_str::<Schema>(r#"{ "type": "string", "contentEncoding": "base64" }"#).is_err());
    assert!(serde_json::from_str::<Schema>(r#"{ "properties": { "a": { "multipleOf": 2 } } }"#).is_err());
}

/// Numbers that look random and are the same every time (the generator `splitmix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n).unwrap()).unwrap()
    }
}

fn odd_values() -> Vec<Value> {
    let long = "x".repeat(70);
    serde_json::from_value(json!([
        null, true, false, 0, 1, -1, 1.0, 1.5, 99, 100, 10000, 10001, 0.123_456_7, 1e300, "", " ", "x", "Bad Name", long,
        "any", "category:open", "category:odd", "PT8H", "P4D", "P", "PT", "P1DT", "P1M", "P2WT1.5S", "-PT1H", "24:00",
        "24:01", "9:00", "2026-02-29", "2028-02-29", "2026-2-9", "02-29", "02-30", "#1f77b4", "#12345", "en", "pt-BR",
        "x-1", "en-", "first_reply", "set", "line\nbreak", [], [1], ["a", "a"], [[]], {}, {"a": 1}, {"not": {}},
        {"name": "x"}, {"percent": 0}, {"percent": 1, "before": "PT1H"}, {"all": [], "any": []}, {"do": "sing"},
        {"field": "status", "op": "eq"}, {"date": "2026-05-01", "yearly": "05-01"}, {"yearly": "05-01", "imported": true}
    ]))
    .unwrap()
}

/// Changes one place of the document in one of many ways.
fn disturb(document: &mut Value, dice: &mut Dice, spare: &[Value]) {
    let mut places = Vec::new();
    list_places(document, String::new(), &mut places);
    let place = document.pointer_mut(&places[dice.below(places.len())]).unwrap();
    match (dice.below(6), &mut *place) {
        (0 | 1, Value::Object(members)) if !members.is_empty() => {
            let name = members.keys().nth(dice.below(members.len())).unwrap().clone();
            let value = members.remove(&name).unwrap();
            if dice.below(2) == 0 {
                members.insert(format!("{name}s"), value);
            }
        }
        (2, Value::Object(members)) => {
            let names = ["name", "labels", "color", "x", "Bad Name", "imported", "value", "all", "initial"];
            members.insert(names[dice.below(names.len())].to_owned(), spare[dice.below(spare.len())].clone());
        }
        (0, Value::Array(items)) => items.clear(),
        (1, Value::Array(items)) if !items.is_empty() => items.push(items[dice.below(items.len())].clone()),
        (2, Value::Array(items)) => items.push(spare[dice.below(spare.len())].clone()),
        _ => *place = spare[dice.below(spare.len())].clone(),
    }
}

fn list_places(value: &Value, here: String, places: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| {
            list_places(item, crate::error::pointer(&here, n), places);
        }),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            list_places(member, crate::error::pointer(&here, name), places);
        }),
        _ => {}
    }
    places.push(here);
}

#[test]
fn the_validator_agrees_with_an_independent_one() {
    let schema: Value = serde_json::from_str(TEXT).unwrap();
    let other = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let (mut right, mut wrong) = (0, 0);
    for (text, seed) in [(DEFAULT_DESK, 1), (EVERY_MEMBER, 2)] {
        let original: Value = serde_json::from_str(text).unwrap();
        assert_eq!(problems_of_shape(&original), [], "the original has the shape");
        assert!(other.is_valid(&original));
        let mut spare = odd_values();
        let mut places = Vec::new();
        list_places(&original, String::new(), &mut places);
        spare.extend(
            places
                .iter()
                .filter(|place| !place.is_empty())
                .map(|place| original.pointer(place).unwrap().clone()),
        );
        let mut dice = Dice(seed);
        for _ in 0..1_500 {
            let mut document = original.clone();
            disturb(&mut document, &mut dice, &spare);
            let problems = problems_of_shape(&document);
            let verdict = other.is_valid(&document);
            let why: Vec<String> =
                other.iter_errors(&document).map(|e| format!("{e} at {}", e.instance_path())).collect();
            assert_eq!(problems.is_empty(), verdict, "ours: {problems:?}\ntheirs: {why:?}");
            if verdict {
                right += 1;
            } else {
                wrong += 1;
            }
            // What has the shape can be read, unless a number is not exact.
            if let (true, Err(error)) = (verdict, Document::parse(&document.to_string())) {
                let number = |problem: &Problem| problem.message.contains("fifteen digits");
                assert!(error.problems().iter().all(number), "{error}");
            }
        }
    }
    assert!(right > 300 && wrong > 1_000, "{right} right, {wrong} wrong");
}

#[test]
fn a_document_is_written_as_it_was_read() {
    for text in [DEFAULT_DESK, EVERY_MEMBER] {
        let document = Document::parse(text).unwrap();
        let written = serde_json::to_string(&document).unwrap();
        assert_eq!(Document::parse(&written).unwrap(), document);
        assert_eq!(document.problems_of_shape(), []);
    }
}
