"""What articles weighed when they came, so that a restart takes up the same stories.

And the index of SQLite merges a little with each text.
"""

from alembic import op
import sqlalchemy as sa

from archive.search import MERGE_LITTLE

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('prints', sa.Column('weights', sa.LargeBinary(), nullable=True))
    op.add_column(
        'prints', sa.Column('placed_at', sa.BigInteger(), server_default='0', nullable=False)
    )
    op.add_column('prints', sa.Column('original', sa.Text(), server_default='', nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        for statement in MERGE_LITTLE:
            op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search (search, rank) VALUES ('automerge', 4)")
    for name in ('weights', 'placed_at', 'original'):
        op.drop_column('prints', name)
