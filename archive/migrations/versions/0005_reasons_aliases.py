"""Which parts of a rule held; other spellings of tracked names."""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('matches', sa.Column('reasons', sa.Text(), server_default='', nullable=False))
    op.create_table('aliases',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('alias', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('articles', sa.Integer(), server_default='0', nullable=False),
    sa.Column('score', sa.Float(), server_default='0', nullable=False),
    sa.Column('why', sa.Text(), server_default='', nullable=False),
    sa.Column('evidence', sa.Text(), server_default='', nullable=False),
    sa.Column('first_seen_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aliases')),
    sa.UniqueConstraint('person', 'folded', name=op.f('uq_aliases_person_folded'))
    )


def downgrade() -> None:
    """Take it back; what has no place in the older schema is lost."""
    op.drop_table('aliases')
    with op.batch_alter_table('matches') as batch_op:
        batch_op.drop_column('reasons')
