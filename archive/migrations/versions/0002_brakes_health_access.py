"""Digests, mutes, incidents and sessions."""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), server_default='', nullable=False)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('incidents',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('subject', sa.String(length=8), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    words('advice'),
    sa.Column('since_at', sa.BigInteger(), nullable=False),
    sa.Column('good_at', sa.BigInteger(), nullable=True),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incidents'))
    )
    op.create_index('ix_incidents_open', 'incidents', ['ended_at', 'subject', 'name'])
    op.create_table('mutes',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('scope', sa.String(length=8), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    words('recipient'),
    sa.Column('since_at', sa.BigInteger(), nullable=False),
    sa.Column('until_at', sa.BigInteger(), nullable=True),
    words('origin'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutes')),
    sa.UniqueConstraint('scope', 'name', 'recipient', name=op.f('uq_mutes_scope_name_recipient'))
    )
    op.create_table('sessions',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('login', sa.String(length=32), nullable=False),
    words('user'),
    words('browser'),
    sa.Column('since_at', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=False),
    sa.Column('until_at', sa.BigInteger(), nullable=False),
    sa.Column('replaced_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sessions'))
    )
    op.create_index('ix_sessions_login', 'sessions', ['login'])
    op.create_table('gone',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('gone_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_gone'))
    )
    op.add_column('articles', words('seal'))
    op.create_index('ix_articles_unsealed', 'articles', ['id'],
        sqlite_where=sa.text("seal = ''"), postgresql_where=sa.text("seal = ''"))
    with op.batch_alter_table('findings') as batch_op:
        batch_op.alter_column('article_id', existing_type=ID, nullable=True)
        batch_op.alter_column('revision_id', existing_type=ID, nullable=True)
        batch_op.add_column(sa.Column('incident_id', ID, nullable=True))
        batch_op.create_foreign_key(
            op.f('fk_findings_incident_id'), 'incidents', ['incident_id'], ['id'])
    with op.batch_alter_table('messages') as batch_op:
        batch_op.add_column(
            sa.Column('kind', sa.String(length=8), server_default='alert', nullable=False))
        batch_op.add_column(words('slot'))
        batch_op.alter_column('article_id', existing_type=ID, nullable=True)
        batch_op.create_index('ix_messages_recipient', ['recipient', 'state', 'sent_at'])
    op.add_column('deliveries', words('route'))
    op.add_column(
        'feeds', sa.Column('failure_weight', sa.Float(), server_default='0', nullable=False))
    op.create_table('wrong_matches',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('finding_id', ID, nullable=False),
    words('recipient'),
    words('origin'),
    sa.Column('said_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['findings.id'], name=op.f('fk_wrong_matches_finding_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_matches')),
    sa.UniqueConstraint('finding_id', name=op.f('uq_wrong_matches_finding_id'))
    )


def downgrade() -> None:
    """Take it back; what has no place in the older schema is lost."""
    op.drop_table('wrong_matches')
    op.execute("DELETE FROM deliveries WHERE message_id IN (SELECT id FROM messages WHERE kind != 'alert')")
    op.execute("DELETE FROM messages WHERE kind != 'alert'")
    op.execute("DELETE FROM findings WHERE article_id IS NULL")
    with op.batch_alter_table('deliveries') as batch_op:
        batch_op.drop_column('route')
    with op.batch_alter_table('feeds') as batch_op:
        batch_op.drop_column('failure_weight')
    with op.batch_alter_table('messages') as batch_op:
        batch_op.drop_index('ix_messages_recipient')
        batch_op.alter_column('article_id', existing_type=ID, nullable=False)
        batch_op.drop_column('slot')
        batch_op.drop_column('kind')
    with op.batch_alter_table('findings') as batch_op:
        batch_op.drop_constraint(op.f('fk_findings_incident_id'), type_='foreignkey')
        batch_op.drop_column('incident_id')
        batch_op.alter_column('revision_id', existing_type=ID, nullable=False)
        batch_op.alter_column('article_id', existing_type=ID, nullable=False)
    op.drop_index('ix_articles_unsealed', 'articles')
    with op.batch_alter_table('articles') as batch_op:
        batch_op.drop_column('seal')
    op.drop_table('gone')
    op.drop_table('sessions')
    op.drop_table('mutes')
    op.drop_table('incidents')
