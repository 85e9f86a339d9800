"""What becomes of reports: which outlets withdrew, what they name, which stories fall silent."""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('articles', sa.Column('withdrawn_at', sa.BigInteger(), nullable=True))
    op.add_column('fetches', sa.Column('absent_since', sa.BigInteger(), nullable=True))
    op.create_table('places',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('within', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_places')),
    sa.UniqueConstraint('key', name=op.f('uq_places_key'))
    )
    op.create_table('sightings',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('place_id', ID, nullable=False),
    sa.Column('article_id', ID, nullable=False),
    sa.Column('named', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_sightings_article_id')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_sightings_place_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sightings')),
    sa.UniqueConstraint('place_id', 'article_id', name=op.f('uq_sightings_place_id_article_id'))
    )
    op.create_index(op.f('ix_sightings_article_id'), 'sightings', ['article_id'], unique=False)
    op.create_table('story_watches',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('story_id', ID, nullable=False),
    sa.Column('of', sa.String(length=8), nullable=False),
    sa.Column('quiet_seconds', sa.Float(), nullable=True),
    sa.Column('expected_at', sa.BigInteger(), nullable=True),
    sa.Column('recipients', sa.Text(), server_default='', nullable=False),
    sa.Column('origin', sa.Text(), server_default='', nullable=False),
    sa.Column('set_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_story_watches_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_story_watches'))
    )
    op.create_index(op.f('ix_story_watches_story_id'), 'story_watches', ['story_id'], unique=False)
    op.add_column('prints', sa.Column('places', sa.Integer(), nullable=True))
    for name in ('about', 'page', 'recipients'):
        op.add_column('incidents', sa.Column(name, sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    """Take it back."""
    op.drop_column('fetches', 'absent_since')
    op.drop_column('articles', 'withdrawn_at')
    op.drop_column('prints', 'places')
    for name in ('about', 'page', 'recipients'):
        op.drop_column('incidents', name)
    for table in ('story_watches', 'sightings', 'places'):
        op.drop_table(table)
