//! Templates: whose they are, and who else finds them.

use kith_core::{
    group::{Access, Group, Standing, create},
    id::{GroupId, MemberId, TemplateId},
    template::{Circle, Purpose, Template},
};
use kith_sim::databases::on_each;

use super::support::{No, T0, World};

fn template(number: u8, owner: MemberId, name: &str, circle: Circle) -> Template {
    Template {
        id: TemplateId::from_bytes([number; 16]),
        owner,
        name: name.to_owned(),
        purpose: Purpose::Note,
        text: format!("Hi {{first_name}}, {name}"),
        circle,
        group: None,
        version: 1,
        changed_at: T0,
    }
}

impl World {
    fn keeps(&self, template: &Template) -> Result<(), No> {
        let template = template.clone();
        let written = self.write(&[template.owner], T0, move |tx| {
            tx.put_template(&template);
            Ok(Ok::<_, No>(()))
        });
        written.map(|written| written.value)
    }

    fn finds(&self, me: MemberId) -> Vec<String> {
        let all = self.read(|reads| reads.templates_shared_with(me));
        all.into_iter().map(|one| one.name).collect()
    }
}

#[test]
fn r13_templates_have_names_of_their_own_and_change_version_by_version() {
    on_each("templates", |location| {
        let world = World::new(location);
        let [ann, ben] = world.members(["ann", "ben"]);
        for (number, owner, name) in [(1, ann, "b"), (2, ann, "A"), (3, ben, "b")] {
            world.keeps(&template(number, owner, name, Circle::Me)).unwrap();
        }
        let names = |owner| {
            let all = world.read(|reads| reads.templates(owner));
            all.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(names(ann), ["A", "b"], "by the bytes of their names, on either");
        assert!(world.keeps(&template(4, ann, "b", Circle::Me)).unwrap_err().is_conflict());
        let next = Template { version: 2, ..template(1, ann, "c", Circle::Me) };
        world.keeps(&next).unwrap();
        assert!(world.keeps(&next).unwrap_err().is_conflict(), "that version is there already");
        assert_eq!(world.read(|reads| reads.template(next.id)), Some(next.clone()));
        let deleted = |owner| {
            let id = next.id;
            world.write(&[owner], T0, move |tx| {
                tx.delete_template(id, owner);
                Ok(Ok::<_, No>(()))
            })
        };
        assert!(deleted(ben).unwrap_err().is_conflict(), "nobody else's");
        deleted(ann).unwrap();
        assert_eq!(names(ann), ["A"]);
        assert_eq!(names(ben), ["b"]);
    });
}

#[test]
fn r13_a_shared_template_is_found_by_everybody_or_by_those_who_are_in_its_group() {
    on_each("templates_shared", |location| {
        let world = World::new(location);
        let [ann, ben, cleo] = world.members(["ann", "ben", "cleo"]);
        let group = GroupId::from_bytes([9; 16]);
        let made = Group {
            id: group,
            name: "Wood".to_owned(),
            folded: "wood".to_owned(),
            about: String::new(),
            access: Access::Open,
            created_by: ann,
            created_at: T0,
            closed_at: None,
            version: 1,
        };
        world.apply(T0, create(made)).unwrap();
        let joins = kith_core::change::Change::Stood {
            group,
            member: ben,
            from: None,
            to: Some(Standing::Member),
            at: T0,
            removed: false,
        };
        world.apply(T0, vec![joins]).unwrap();
        world.keeps(&template(1, ann, "mine", Circle::Me)).unwrap();
        world.keeps(&template(2, ann, "all", Circle::Everybody)).unwrap();
        let grouped = Template { group: Some(group), ..template(3, ann, "few", Circle::Group) };
        world.keeps(&grouped).unwrap();
        assert_eq!(world.finds(ben), ["all", "few"]);
        assert_eq!(world.finds(cleo), ["all"]);
        assert_eq!(world.finds(ann), [""; 0], "their own stand elsewhere");
    });
}
