"""The tables of one panel cycle."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=80), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about_district", sa.String(length=40), nullable=True),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_audit_event")),
        info={"append_only": True},
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_event_authority_id_happened_at"),
            ["authority_id", "happened_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_audit_event_authority_id_subject_kind_subject_id_happened_at"),
            ["authority_id", "subject_kind", "subject_id", "happened_at"],
            unique=False,
        )

    op.create_table(
        "authority",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_authority")),
    )
    op.create_table(
        "organisation",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("authority_id", "name", name=op.f("uq_organisation_authority_id_name")),
    )
    op.create_table(
        "area",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.authority_id"], name=op.f("fk_area_authority_id")
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_area")),
    )
    op.create_table(
        "person",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "manager_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_person_authority_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "organisation_id"],
            ["organisation.authority_id", "organisation.id"],
            name=op.f("fk_person_authority_id_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_person")),
        sa.UniqueConstraint("authority_id", "email", name=op.f("uq_person_authority_id_email")),
    )
    op.create_table(
        "district",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ons_code", sa.String(length=9), nullable=True),
        sa.Column("area_id", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "area_id"],
            ["area.authority_id", "area.id"],
            name=op.f("fk_district_authority_id_area_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_district")),
    )
    op.create_table(
        "return_import",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column(
            "report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "started_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_return_import_authority_id_started_by"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_return_import")),
    )
    with op.batch_alter_table("return_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_return_import_authority_id_started_at"),
            ["authority_id", "started_at"],
            unique=False,
        )

    op.create_table(
        "district_succession",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("successor", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_district_succession_authority_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_district_succession")),
        sa.UniqueConstraint(
            "authority_id",
            "district_id",
            "successor",
            name=op.f("uq_district_succession_authority_id_district_id_successor"),
        ),
    )
    op.create_table(
        "panel",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_panel_authority_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_panel")),
        sa.UniqueConstraint(
            "authority_id",
            "district_id",
            "kind",
            name=op.f("uq_panel_authority_id_district_id_kind"),
        ),
    )
    op.create_table(
        "role_grant",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_role_grant_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_role_grant_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "young_person",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("child_code", sa.String(length=40), nullable=True),
        sa.Column("preferred_name", sa.String(length=200), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=True),
        sa.Column("arrived_alone", sa.Boolean(), nullable=False),
        sa.Column("social_worker_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_young_person_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "social_worker_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_young_person_authority_id_social_worker_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_young_person")),
        sa.UniqueConstraint(
            "authority_id", "child_code", name=op.f("uq_young_person_authority_id_child_code")
        ),
        sa.UniqueConstraint(
            "authority_id", "reference", name=op.f("uq_young_person_authority_id_reference")
        ),
    )
    with op.batch_alter_table("young_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_young_person_authority_id_district_id_born_on"),
            ["authority_id", "district_id", "born_on"],
            unique=False,
        )

    op.create_table(
        "care_episode",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("reason_new", sa.String(length=40), nullable=False),
        sa.Column("legal_status", sa.String(length=40), nullable=False),
        sa.Column("need", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("place_provider", sa.String(length=40), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason_ended", sa.String(length=40), nullable=False),
        sa.Column("reason_place_change", sa.String(length=40), nullable=False),
        sa.Column("provider_number", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_care_episode_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_care_episode")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            "started_on",
            name=op.f("uq_care_episode_authority_id_young_person_id_started_on"),
        ),
    )
    op.create_table(
        "care_review",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("participation", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_care_review_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_care_review")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            "held_on",
            name=op.f("uq_care_review_authority_id_young_person_id_held_on"),
        ),
    )
    op.create_table(
        "meeting",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("unusual_day_reason", sa.String(length=2000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_meeting_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "panel_id"],
            ["panel.authority_id", "panel.id"],
            name=op.f("fk_meeting_authority_id_panel_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_meeting")),
        sa.UniqueConstraint(
            "authority_id",
            "panel_id",
            "held_on",
            name=op.f("uq_meeting_authority_id_panel_id_held_on"),
        ),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_authority_id_district_id_held_on"),
            ["authority_id", "district_id", "held_on"],
            unique=False,
        )

    op.create_table(
        "panel_case",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_panel_case_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_panel_case_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_panel_case")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            "kind",
            "opened_on",
            name=op.f("uq_panel_case_authority_id_young_person_id_kind_opened_on"),
        ),
    )
    op.create_table(
        "return_row",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("module", sa.String(length=40), nullable=False),
        sa.Column("row_key", sa.String(length=200), nullable=False),
        sa.Column(
            "facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_return_row_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_return_row")),
        sa.UniqueConstraint(
            "authority_id",
            "young_person_id",
            "module",
            "row_key",
            name=op.f("uq_return_row_authority_id_young_person_id_module_row_key"),
        ),
    )
    op.create_table(
        "seat_holder",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("seat_key", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deputy", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_seat_holder_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "panel_id"],
            ["panel.authority_id", "panel.id"],
            name=op.f("fk_seat_holder_authority_id_panel_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_seat_holder_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_seat_holder")),
    )
    with op.batch_alter_table("seat_holder", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seat_holder_authority_id_panel_id_seat_key"),
            ["authority_id", "panel_id", "seat_key"],
            unique=False,
        )

    op.create_table(
        "agenda_version",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("late_accepted_by", sa.Uuid(), nullable=True),
        sa.Column("late_reason", sa.String(length=2000), nullable=True),
        sa.Column(
            "frozen", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_agenda_version_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "late_accepted_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_agenda_version_authority_id_late_accepted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "meeting_id"],
            ["meeting.authority_id", "meeting.id"],
            name=op.f("fk_agenda_version_authority_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "published_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_agenda_version_authority_id_published_by"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_agenda_version")),
        sa.UniqueConstraint(
            "authority_id",
            "meeting_id",
            "number",
            name=op.f("uq_agenda_version_authority_id_meeting_id_number"),
        ),
    )
    op.create_table(
        "attendance",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("seat_key", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("stand_in", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_attendance_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "meeting_id"],
            ["meeting.authority_id", "meeting.id"],
            name=op.f("fk_attendance_authority_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_attendance_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "authority_id",
            "meeting_id",
            "seat_key",
            "person_id",
            name=op.f("uq_attendance_authority_id_meeting_id_seat_key_person_id"),
        ),
    )
    op.create_table(
        "slot",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_slot_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "meeting_id"],
            ["meeting.authority_id", "meeting.id"],
            name=op.f("fk_slot_authority_id_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_slot")),
        sa.UniqueConstraint(
            "authority_id",
            "meeting_id",
            "starts_at",
            name=op.f("uq_slot_authority_id_meeting_id_starts_at"),
        ),
    )
    op.create_table(
        "item",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("young_person_id", sa.Uuid(), nullable=False),
        sa.Column("item_type", sa.String(length=200), nullable=False),
        sa.Column("social_worker_id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("nominated_by", sa.Uuid(), nullable=False),
        sa.Column("nominated_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_reason", sa.String(length=2000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "case_id"],
            ["panel_case.authority_id", "panel_case.id"],
            name=op.f("fk_item_authority_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_item_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "manager_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_item_authority_id_manager_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "meeting_id"],
            ["meeting.authority_id", "meeting.id"],
            name=op.f("fk_item_authority_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "nominated_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_item_authority_id_nominated_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "slot_id"],
            ["slot.authority_id", "slot.id"],
            name=op.f("fk_item_authority_id_slot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "social_worker_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_item_authority_id_social_worker_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "young_person_id"],
            ["young_person.authority_id", "young_person.id"],
            name=op.f("fk_item_authority_id_young_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_item")),
        sa.UniqueConstraint(
            "authority_id",
            "meeting_id",
            "slot_id",
            name=op.f("uq_item_authority_id_meeting_id_slot_id"),
        ),
        sa.UniqueConstraint(
            "authority_id",
            "meeting_id",
            "young_person_id",
            name=op.f("uq_item_authority_id_meeting_id_young_person_id"),
        ),
    )
    op.create_table(
        "item_record",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("discussion", sa.Text(), nullable=False),
        sa.Column("took_part", sa.String(length=60), nullable=False),
        sa.Column("took_part_note", sa.Text(), nullable=False),
        sa.Column("decision_key", sa.String(length=60), nullable=False),
        sa.Column("decision_label", sa.String(length=200), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decision_who", sa.String(length=200), nullable=False),
        sa.Column("decision_until", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_item_record_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "filed_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_item_record_authority_id_filed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_id"],
            ["item.authority_id", "item.id"],
            name=op.f("fk_item_record_authority_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "recorded_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_item_record_authority_id_recorded_by"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_item_record")),
        sa.UniqueConstraint(
            "authority_id", "item_id", name=op.f("uq_item_record_authority_id_item_id")
        ),
    )
    op.create_table(
        "action",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_record_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_action_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_record_id"],
            ["item_record.authority_id", "item_record.id"],
            name=op.f("fk_action_authority_id_item_record_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "owner_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_action_authority_id_owner_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_action")),
    )
    op.create_table(
        "barrier",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_record_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_barrier_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_record_id"],
            ["item_record.authority_id", "item_record.id"],
            name=op.f("fk_barrier_authority_id_item_record_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_barrier")),
    )
    op.create_table(
        "record_addition",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("item_record_id", sa.Uuid(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("receipt", sa.String(length=200), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "added_by"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_record_addition_authority_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "district_id"],
            ["district.authority_id", "district.id"],
            name=op.f("fk_record_addition_authority_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id", "item_record_id"],
            ["item_record.authority_id", "item_record.id"],
            name=op.f("fk_record_addition_authority_id_item_record_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_record_addition")),
    )


def downgrade() -> None:
    op.drop_table("record_addition")
    op.drop_table("barrier")
    op.drop_table("action")
    op.drop_table("item_record")
    op.drop_table("item")
    op.drop_table("slot")
    op.drop_table("attendance")
    op.drop_table("agenda_version")
    with op.batch_alter_table("seat_holder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_holder_authority_id_panel_id_seat_key"))

    op.drop_table("seat_holder")
    op.drop_table("return_row")
    op.drop_table("panel_case")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_authority_id_district_id_held_on"))

    op.drop_table("meeting")
    op.drop_table("care_review")
    op.drop_table("care_episode")
    with op.batch_alter_table("young_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_young_person_authority_id_district_id_born_on"))

    op.drop_table("young_person")
    op.drop_table("role_grant")
    op.drop_table("panel")
    op.drop_table("district_succession")
    with op.batch_alter_table("return_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_import_authority_id_started_at"))

    op.drop_table("return_import")
    op.drop_table("district")
    op.drop_table("person")
    op.drop_table("area")
    op.drop_table("organisation")
    op.drop_table("authority")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_audit_event_authority_id_subject_kind_subject_id_happened_at")
        )
        batch_op.drop_index(batch_op.f("ix_audit_event_authority_id_happened_at"))

    op.drop_table("audit_event")
