"""Sessions, second factors, links, counts of guesses, and where somebody signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_tally",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("untold", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_sign_in_tally")),
        sa.UniqueConstraint("authority_id", "key", name=op.f("uq_sign_in_tally_authority_id_key")),
    )
    with op.batch_alter_table("sign_in_tally", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_tally_authority_id_last_at"),
            ["authority_id", "last_at"],
            unique=False,
        )

    op.create_table(
        "authenticator_app",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_authenticator_app_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_authenticator_app")),
    )
    with op.batch_alter_table("authenticator_app", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authenticator_app_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "council_identity",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=True),
        sa.Column("allowed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_council_identity_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_council_identity")),
        sa.UniqueConstraint(
            "authority_id",
            "issuer",
            "subject",
            name=op.f("uq_council_identity_authority_id_issuer_subject"),
        ),
    )
    with op.batch_alter_table("council_identity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_identity_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "kept_work",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=2000), nullable=False),
        sa.Column("page", sa.String(length=2000), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_kept_work_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_kept_work")),
    )
    with op.batch_alter_table("kept_work", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kept_work_authority_id_kept_until"),
            ["authority_id", "kept_until"],
            unique=False,
        )

    op.create_table(
        "passkey",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_passkey_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_passkey")),
        sa.UniqueConstraint(
            "authority_id", "credential_id", name=op.f("uq_passkey_authority_id_credential_id")
        ),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_passkey_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "recovery_code",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_recovery_code_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint(
            "authority_id",
            "person_id",
            "code_hash",
            name=op.f("uq_recovery_code_authority_id_person_id_code_hash"),
        ),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_sign_in_link_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint(
            "authority_id", "token_hash", name=op.f("uq_sign_in_link_authority_id_token_hash")
        ),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_authority_id_person_id"),
            ["authority_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "sign_in_session",
        sa.Column("authority_id", sa.String(length=9), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=True),
        sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("powers_hash", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.Column("challenged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["authority_id", "person_id"],
            ["person.authority_id", "person.id"],
            name=op.f("fk_sign_in_session_authority_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("authority_id", "id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint(
            "authority_id", "token_hash", name=op.f("uq_sign_in_session_authority_id_token_hash")
        ),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_authority_id_person_id_used_at"),
            ["authority_id", "person_id", "used_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_authority_id_previous_hash"),
            ["authority_id", "previous_hash"],
            unique=False,
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("audience", sa.String(length=40), server_default="staff", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("audience")

    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_authority_id_previous_hash"))
        batch_op.drop_index(batch_op.f("ix_sign_in_session_authority_id_person_id_used_at"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_authority_id_person_id"))

    op.drop_table("sign_in_link")
    op.drop_table("recovery_code")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_authority_id_person_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("kept_work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_work_authority_id_kept_until"))

    op.drop_table("kept_work")
    with op.batch_alter_table("council_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_council_identity_authority_id_person_id"))

    op.drop_table("council_identity")
    with op.batch_alter_table("authenticator_app", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authenticator_app_authority_id_person_id"))

    op.drop_table("authenticator_app")
    with op.batch_alter_table("sign_in_tally", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_tally_authority_id_last_at"))

    op.drop_table("sign_in_tally")
