"""What articles weighed when they came, so that a restart takes up the same stories."""

from alembic import op
import sqlalchemy as sa


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


def downgrade() -> None:
    """Take it back."""
    for name in ('weights', 'placed_at', 'original'):
        op.drop_column('prints', name)
