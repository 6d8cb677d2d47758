"""The first version: people, prompts, answers, practice and the local chat."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21"
down_revision = None
branch_labels = None
depends_on = None


TABLES = (
    "forgotten",
    "installations",
    "install_states",
    "settings",
    "digests",
    "people",
    "records",
    "record_people",
    "guidance_index",
    "releases",
    "window_members",
    "attention",
    "consent_records",
    "channels",
    "decisions",
    "happenings",
    "identities",
    "leave",
    "practice_records",
    "prompts",
    "answers",
    "deliveries",
    "local_messages",
    "handled",
    "link_requests",
    "call_queues",
    "sign_in_links",
    "page_sessions",
    "nudges_off",
    "nudge_texts",
    "administrative_acts",
)
"""In the order in which they are made."""


SEARCH_TABLES = {
    "guidance_search_en": ("= 'en'", "porter unicode61 remove_diacritics 2"),
    "guidance_search_other": ("<> 'en'", "unicode61 remove_diacritics 2"),
}
"""On SQLite, which stems English only: each table with the languages it holds and how it reads them."""

_ADD = """INSERT INTO {0} (card_id, setting_id, title, keywords, body)
    SELECT new.card_id, new.setting_id, new.title, new.keywords, new.body WHERE new.language {1};"""
_REMOVE = "DELETE FROM {0} WHERE card_id = old.card_id;"

SEARCH = {
    "sqlite": tuple(
        statement.format(table, languages, reader)
        for table, (languages, reader) in SEARCH_TABLES.items()
        for statement in (
            """CREATE VIRTUAL TABLE {0} USING fts5(
                card_id UNINDEXED, setting_id UNINDEXED, title, keywords, body, tokenize = '{2}')""",
            "CREATE TRIGGER {0}_added AFTER INSERT ON guidance_index BEGIN " + _ADD + " END",
            "CREATE TRIGGER {0}_changed AFTER UPDATE ON guidance_index BEGIN " + _REMOVE + _ADD + " END",
            "CREATE TRIGGER {0}_removed AFTER DELETE ON guidance_index BEGIN " + _REMOVE + " END",
        )
    ),
    "postgresql": (
        """ALTER TABLE guidance_index ADD COLUMN guidance_search tsvector GENERATED ALWAYS AS (
            CASE language
            WHEN 'en' THEN setweight(to_tsvector('english', title), 'A')
                || setweight(to_tsvector('english', keywords), 'B') || to_tsvector('english', body)
            WHEN 'fr' THEN setweight(to_tsvector('french', title), 'A')
                || setweight(to_tsvector('french', keywords), 'B') || to_tsvector('french', body)
            ELSE setweight(to_tsvector('simple', title), 'A')
                || setweight(to_tsvector('simple', keywords), 'B') || to_tsvector('simple', body)
            END) STORED""",
        "CREATE INDEX guidance_search_words ON guidance_index USING gin (guidance_search)",
    ),
}
"""What each database needs to keep its search of guidance_index up to date by itself."""


def upgrade() -> None:

    op.create_table(
        "forgotten",
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_forgotten")),
    )
    op.create_table(
        "installations",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("org_wide", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform", "workspace", name=op.f("pk_installations")),
    )
    op.create_table(
        "install_states",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_install_states")),
    )
    with op.batch_alter_table("install_states", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_install_states_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "settings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("crisis_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edition", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings")),
        sa.UniqueConstraint("name", name=op.f("uq_settings_name")),
    )
    op.create_table(
        "digests",
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_digests_setting_id")),
        sa.PrimaryKeyConstraint("setting_id", "week", name=op.f("pk_digests")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role_group", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("pillar", sa.String(), nullable=False),
        sa.Column("duty_station", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("working_days", sa.String(), nullable=False),
        sa.Column("work_start", sa.String(length=5), nullable=False),
        sa.Column("work_end", sa.String(length=5), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=True),
        sa.Column("is_coordinator", sa.Boolean(), nullable=False),
        sa.Column("humanitarian", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("own_choices", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["people.id"], name=op.f("fk_people_manager_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_people_setting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_is_coordinator"), ["is_coordinator"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_manager_id"), ["manager_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_setting_id"), ["setting_id"], unique=False)

    op.create_table(
        "records",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_records_setting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_records_kind_state"), ["kind", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_records_setting_id_kind_created_at"),
            ["setting_id", "kind", "created_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_records_wake_at"), ["wake_at"], unique=False)

    op.create_table(
        "record_people",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_record_people_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_people_record_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", "person_id", name=op.f("pk_record_people")),
    )
    with op.batch_alter_table("record_people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_people_person_id"), ["person_id"], unique=False)

    op.create_table(
        "guidance_index",
        sa.Column("card_id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["records.id"], name=op.f("fk_guidance_index_card_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_guidance_index_setting_id")),
        sa.PrimaryKeyConstraint("card_id", name=op.f("pk_guidance_index")),
    )
    with op.batch_alter_table("guidance_index", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guidance_index_setting_id"), ["setting_id"], unique=False)

    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)

    op.create_table(
        "releases",
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_releases_setting_id")),
        sa.PrimaryKeyConstraint("setting_id", "unit_id", "first_day", name=op.f("pk_releases")),
    )
    op.create_table(
        "window_members",
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_window_members_setting_id")),
        sa.PrimaryKeyConstraint("setting_id", "first_day", name=op.f("pk_window_members")),
    )
    op.create_table(
        "attention",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_attention_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_attention")),
    )
    with op.batch_alter_table("attention", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attention_next_look_at_person_id"), ["next_look_at", "person_id"], unique=False
        )

    op.create_table(
        "consent_records",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consent_records_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_records")),
    )
    with op.batch_alter_table("consent_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_records_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_records_person_id"), ["person_id"], unique=False)

    op.create_table(
        "channels",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("humanitarian", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("former_name", sa.String(), nullable=False),
        sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_channels_setting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint(
            "platform", "workspace", "address", name=op.f("uq_channels_platform_workspace_address")
        ),
    )
    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channels_setting_id"), ["setting_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("eligible", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("nudge", sa.String(), nullable=True),
        sa.Column("choice_probability", sa.Double(), nullable=True),
        sa.Column("choice_draw", sa.Double(), nullable=True),
        sa.Column("send_probability", sa.Double(), nullable=True),
        sa.Column("send_draw", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_decisions_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_decisions_setting_id")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_decisions_channel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "person_id", "local_date", "slot", name=op.f("uq_decisions_person_id_local_date_slot")
        ),
        sa.UniqueConstraint(
            "channel_id", "local_date", "slot", name=op.f("uq_decisions_channel_id_local_date_slot")
        ),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_setting_id_at"), ["setting_id", "at"], unique=False)

    op.create_table(
        "happenings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_happenings_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_happenings_setting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happenings")),
    )
    with op.batch_alter_table("happenings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_happenings_person_id_at"), ["person_id", "at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_happenings_setting_id_kind_at"), ["setting_id", "kind", "at"], unique=False
        )

    op.create_table(
        "identities",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conversation", sa.String(), nullable=True),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_identities_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint(
            "platform", "workspace", "user_id", name=op.f("uq_identities_platform_workspace_user_id")
        ),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_person_id"), ["person_id"], unique=False)

    op.create_table(
        "leave",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_leave_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "first", name=op.f("pk_leave")),
    )
    op.create_table(
        "practice_records",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("behaviour", sa.String(), nullable=False),
        sa.Column("practised_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("counterpart_id", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counterpart_id"],
            ["people.id"],
            name=op.f("fk_practice_records_counterpart_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_practice_records_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_practice_records_setting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_records")),
    )
    with op.batch_alter_table("practice_records", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_records_counterpart_id"), ["counterpart_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practice_records_person_id_practised_on"),
            ["person_id", "practised_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_practice_records_setting_id_practised_on"),
            ["setting_id", "practised_on"],
            unique=False,
        )

    op.create_table(
        "prompts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.Column("nudge", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("text_version", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_prompts_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_prompts_setting_id")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_prompts_channel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
    )
    with op.batch_alter_table("prompts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompts_channel_id"), ["channel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prompts_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_prompts_person_id_due_at"), ["person_id", "due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_prompts_setting_id_due_at"), ["setting_id", "due_at"], unique=False
        )

    op.create_table(
        "answers",
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_answers_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompts.id"], name=op.f("fk_answers_prompt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("prompt_id", "person_id", "part", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_at"), ["at"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_id", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("workspace", sa.String(), nullable=True),
        sa.Column("conversation", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("moved_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identities.id"], name=op.f("fk_deliveries_identity_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompts.id"], name=op.f("fk_deliveries_prompt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_moved_on_at"), ["moved_on_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliveries_prompt_id"), ["prompt_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_deliveries_status_due_at_id"), ["status", "due_at", "id"], unique=False
        )

    op.create_table(
        "local_messages",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("conversation", sa.String(length=320), nullable=False),
        sa.Column("author", sa.String(length=320), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("ephemeral_for", sa.String(length=320), nullable=True),
        sa.Column("delivery_key", sa.String(length=500), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_local_messages")),
        sa.UniqueConstraint("delivery_key", name=op.f("uq_local_messages_delivery_key")),
        sa.UniqueConstraint("id", name=op.f("uq_local_messages_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("local_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_messages_conversation"), ["conversation"], unique=False)

    op.create_table(
        "handled",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handled")),
    )
    with op.batch_alter_table("handled", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handled_at"), ["at"], unique=False)

    op.create_table(
        "link_requests",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("code_id", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_link_requests")),
    )
    with op.batch_alter_table("link_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_requests_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "call_queues",
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("rest_until", sa.BigInteger(), nullable=False),
        sa.Column("last_told", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_call_queues")),
    )

    op.create_table(
        "sign_in_links",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_links_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_sign_in_links")),
    )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_links_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "page_sessions",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_page_sessions_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_page_sessions")),
    )
    with op.batch_alter_table("page_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_sessions_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_sessions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "nudges_off",
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("nudge", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_nudges_off_setting_id")),
        sa.PrimaryKeyConstraint("setting_id", "nudge", name=op.f("pk_nudges_off")),
    )
    op.create_table(
        "nudge_texts",
        sa.Column("setting_id", sa.String(), nullable=False),
        sa.Column("nudge", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_nudge_texts_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["setting_id"], ["settings.id"], name=op.f("fk_nudge_texts_setting_id")),
        sa.PrimaryKeyConstraint("setting_id", "nudge", "language", "number", name=op.f("pk_nudge_texts")),
    )
    with op.batch_alter_table("nudge_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nudge_texts_person_id"), ["person_id"], unique=False)
    op.create_table(
        "administrative_acts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("setting_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_administrative_acts_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["setting_id"], ["settings.id"], name=op.f("fk_administrative_acts_setting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_administrative_acts")),
    )
    with op.batch_alter_table("administrative_acts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_administrative_acts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_administrative_acts_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_administrative_acts_setting_id_at"), ["setting_id", "at"], unique=False
        )
    if op.get_bind().dialect.name == "postgresql":
        # Here: SQLite needs none of it, and loading it takes time.
        from procrastinate.schema import SchemaManager  # noqa: PLC0415

        # The driver's own cursor: many statements at once, and every % stands for itself.
        op.get_bind().connection.cursor().execute(SchemaManager.get_schema())


JOBS_AWAY = """
DO $$
DECLARE each record;
BEGIN
    FOR each IN SELECT format('%I', tablename) AS name FROM pg_tables
        WHERE schemaname = current_schema AND starts_with(tablename, 'procrastinate_')
    LOOP EXECUTE 'DROP TABLE ' || each.name || ' CASCADE'; END LOOP;
    FOR each IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema::regnamespace AND starts_with(proname, 'procrastinate_')
    LOOP EXECUTE 'DROP FUNCTION ' || each.name; END LOOP;
    FOR each IN SELECT format('%I', typname) AS name FROM pg_type
        WHERE typnamespace = current_schema::regnamespace AND starts_with(typname, 'procrastinate_')
            AND typtype IN ('c', 'e')
    LOOP EXECUTE 'DROP TYPE ' || each.name; END LOOP;
END $$
"""
"""Takes Procrastinate's tables, functions and types away, as far as they are there."""


def downgrade() -> None:
    """Indexes go with their tables; what refers to others goes first."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(JOBS_AWAY)
    for table in reversed(TABLES):
        op.drop_table(table)
    for table in SEARCH_TABLES:
        op.execute(f"DROP TABLE IF EXISTS {table}")
