"""Articles in parts, where fields stood, live pages' entries, lines that sources repeat."""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
PARTED = ('fetches', 'pages')
READ = ('provenance', 'posts')


def upgrade() -> None:
    """Bring the schema forward."""
    for table in PARTED:
        op.add_column(table, sa.Column('part', sa.Integer(), server_default='1', nullable=False))
    for name in READ:
        op.add_column('revisions', sa.Column(name, sa.Text(), server_default='', nullable=False))
    op.create_table('boilerplate',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('source_id', ID, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('articles', sa.Integer(), server_default='0', nullable=False),
    sa.Column('first_seen_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=8), server_default='learning', nullable=False),
    sa.ForeignKeyConstraint(['source_id'], ['sources.id'], name=op.f('fk_boilerplate_source_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boilerplate')),
    sa.UniqueConstraint('source_id', 'sha256', name=op.f('uq_boilerplate_source_id_sha256'))
    )


def downgrade() -> None:
    """Take it back; what has no place in the older schema is lost."""
    op.drop_table('boilerplate')
    with op.batch_alter_table('revisions') as batch_op:
        for name in reversed(READ):
            batch_op.drop_column(name)
    op.execute('UPDATE revisions SET page_id = NULL WHERE page_id IN '
        '(SELECT id FROM pages WHERE part > 1)')
    for table in PARTED:
        op.execute(f'DELETE FROM {table} WHERE part > 1')
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column('part')
