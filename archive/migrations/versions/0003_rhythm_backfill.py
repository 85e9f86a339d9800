"""Rhythms of feeds, backfills, paused sources, shapes of addresses, certificates."""

from typing import Any

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), server_default='', nullable=False)


def count(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), server_default='0', nullable=False)


def seconds(name: str) -> "sa.Column[float]":
    return sa.Column(name, sa.Float(), server_default='0', nullable=False)


def time(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=True)


FEEDS: "tuple[sa.Column[Any], ...]" = (
    words('validators_url'), count('since_full'), time('full_at'), time('new_at'),
    seconds('gap_seconds'), seconds('pause_seconds'), seconds('ttl_seconds'), words('skips'),
    time('asked_until'), words('moved_to'), count('moved_polls'),
    time('gone_at'), time('overflow_at'), count('overflows'), time('emptied_at'),
)
FETCHES: "tuple[sa.Column[Any], ...]" = (
    words('etag'), words('last_modified'), words('validators_url'),
    sa.Column('backfill_id', ID, nullable=True), count('depth'),
)
CERTIFICATE = (time('certificate_from'), time('certificate_until'))
TOLD = sa.text('incident_id IS NOT NULL')


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('sources', time('paused_at'))
    for column in FEEDS:
        op.add_column('feeds', column)
    for column in FETCHES:
        op.add_column('fetches', column)
    for column in CERTIFICATE:
        op.add_column('hosts', column)
    op.create_index('ix_findings_incident_id', 'findings', ['incident_id'],
        sqlite_where=TOLD, postgresql_where=TOLD)
    op.create_index('ix_fetches_backfill_id', 'fetches', ['backfill_id'])
    op.add_column('articles', time('news_after'))
    op.create_table('backfills',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('source_id', ID, nullable=False),
    sa.Column('cause', sa.String(length=8), nullable=False),
    sa.Column('since_at', sa.BigInteger(), nullable=False),
    sa.Column('asked_at', sa.BigInteger(), nullable=False),
    time('ended_at'),
    count('lists'),
    count('found'),
    sa.Column('size', sa.BigInteger(), server_default='0', nullable=False),
    words('error'),
    sa.ForeignKeyConstraint(['source_id'], ['sources.id'], name=op.f('fk_backfills_source_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_backfills'))
    )
    op.create_index('ix_backfills_source_id', 'backfills', ['source_id'])
    op.create_table('shapes',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('source_id', ID, nullable=False),
    sa.Column('shape', sa.Text(), nullable=False),
    count('articles'),
    count('others'),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['source_id'], ['sources.id'], name=op.f('fk_shapes_source_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shapes')),
    sa.UniqueConstraint('source_id', 'shape', name=op.f('uq_shapes_source_id_shape'))
    )


def downgrade() -> None:
    """Take it back; what has no place in the older schema is lost."""
    op.drop_table('shapes')
    op.drop_table('backfills')
    op.drop_index('ix_findings_incident_id', 'findings')
    with op.batch_alter_table('hosts') as batch_op:
        for column in reversed(CERTIFICATE):
            batch_op.drop_column(column.name)
    op.execute("DELETE FROM fetches WHERE kind IN ('backfill', 'older')")
    op.drop_index('ix_fetches_backfill_id', 'fetches')
    op.drop_column('articles', 'news_after')
    with op.batch_alter_table('fetches') as batch_op:
        for column in reversed(FETCHES):
            batch_op.drop_column(column.name)
    with op.batch_alter_table('feeds') as batch_op:
        for column in reversed(FEEDS):
            batch_op.drop_column(column.name)
    op.drop_column('sources', 'paused_at')
