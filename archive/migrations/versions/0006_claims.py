"""The figures of every text, and who says so."""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('revisions', sa.Column('figures', sa.Text(), server_default='', nullable=False))
    op.create_table('claims',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('article_id', ID, nullable=False),
    sa.Column('revision_id', ID, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('low', sa.Float(), nullable=True),
    sa.Column('high', sa.Float(), nullable=True),
    sa.Column('bound', sa.String(length=12), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('effect', sa.String(length=12), nullable=False),
    sa.Column('counts', sa.Text(), server_default='', nullable=False),
    sa.Column('victim_class', sa.String(length=12), nullable=True),
    sa.Column('scope', sa.String(length=12), nullable=False),
    sa.Column('begin', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('sentence_begin', sa.Integer(), nullable=False),
    sa.Column('sentence_end', sa.Integer(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('part_of', sa.Integer(), nullable=True),
    sa.Column('voice', sa.String(length=8), nullable=False),
    sa.Column('speaker', sa.Text(), server_default='', nullable=False),
    sa.Column('canonical', sa.Text(), server_default='', nullable=False),
    sa.Column('side', sa.Text(), server_default='', nullable=False),
    sa.Column('cue', sa.Text(), server_default='', nullable=False),
    sa.Column('speaker_confidence', sa.Float(), nullable=False),
    sa.Column('speaker_begin', sa.Integer(), nullable=True),
    sa.Column('speaker_end', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_claims_article_id')),
    sa.ForeignKeyConstraint(['revision_id'], ['revisions.id'], name=op.f('fk_claims_revision_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claims')),
    sa.UniqueConstraint('revision_id', 'number', name=op.f('uq_claims_revision_id_number'))
    )
    op.create_index(op.f('ix_claims_article_id'), 'claims', ['article_id'], unique=False)
    op.create_index('ix_claims_effect', 'claims', ['effect', 'value', 'revision_id'], unique=False)


def downgrade() -> None:
    """Take it back; what has no place in the older schema is lost."""
    op.drop_index('ix_claims_effect', table_name='claims')
    op.drop_index(op.f('ix_claims_article_id'), table_name='claims')
    op.drop_table('claims')
    with op.batch_alter_table('revisions') as batch_op:
        batch_op.drop_column('figures')
