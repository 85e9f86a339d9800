"""What becomes of reports and stories: reports that their outlets withdrew."""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('articles', sa.Column('withdrawn_at', sa.BigInteger(), nullable=True))
    op.add_column('fetches', sa.Column('absent_since', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column('fetches', 'absent_since')
    op.drop_column('articles', 'withdrawn_at')
