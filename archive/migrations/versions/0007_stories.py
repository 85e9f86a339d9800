"""Stories: the articles about one event, what is known of it, what people said of it."""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('corrections',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('into', sa.Text(), nullable=False),
    sa.Column('articles', sa.Text(), server_default='', nullable=False),
    sa.Column('stayed', sa.Text(), server_default='', nullable=False),
    sa.Column('origin', sa.Text(), server_default='', nullable=False),
    sa.Column('said_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections'))
    )
    op.create_table('stories',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('public', sa.String(length=16), nullable=False),
    sa.Column('title', sa.Text(), server_default='', nullable=False),
    sa.Column('begun_at', sa.BigInteger(), nullable=False),
    sa.Column('newest_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('articles', sa.Integer(), server_default='0', nullable=False),
    sa.Column('origins', sa.Integer(), server_default='0', nullable=False),
    sa.Column('merged_into', ID, nullable=True),
    sa.ForeignKeyConstraint(['merged_into'], ['stories.id'], name=op.f('fk_stories_merged_into')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stories')),
    sa.UniqueConstraint('key', name=op.f('uq_stories_key')),
    sa.UniqueConstraint('public', name=op.f('uq_stories_public'))
    )
    op.create_index('ix_stories_changed_at', 'stories', ['changed_at'], unique=False)
    op.create_index('ix_stories_newest_at', 'stories', ['newest_at'], unique=False)
    op.create_table('facts',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('story_id', ID, nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), server_default='', nullable=False),
    sa.Column('verdict', sa.Text(), server_default='', nullable=False),
    sa.Column('speaker', sa.Text(), server_default='', nullable=False),
    sa.Column('sentence', sa.Text(), server_default='', nullable=False),
    sa.Column('is_news', sa.Boolean(), nullable=False),
    sa.Column('confidence', sa.Float(), server_default='1', nullable=False),
    sa.Column('article_id', ID, nullable=False),
    sa.Column('found_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_facts_article_id')),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_facts_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facts')),
    sa.UniqueConstraint('story_id', 'key', name=op.f('uq_facts_story_id_key'))
    )
    op.create_index(op.f('ix_facts_article_id'), 'facts', ['article_id'], unique=False)
    op.create_table('memberships',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('story_id', ID, nullable=False),
    sa.Column('article_id', ID, nullable=False),
    sa.Column('main', sa.Boolean(), nullable=False),
    sa.Column('why', sa.Text(), server_default='', nullable=False),
    sa.Column('decided_by', sa.String(length=12), nullable=False),
    sa.Column('added_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(
        ['article_id'], ['articles.id'], name=op.f('fk_memberships_article_id')
    ),
    sa.ForeignKeyConstraint(['story_id'], ['stories.id'], name=op.f('fk_memberships_story_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships')),
    sa.UniqueConstraint(
        'story_id', 'article_id', name=op.f('uq_memberships_story_id_article_id')
    )
    )
    op.create_index(op.f('ix_memberships_article_id'), 'memberships', ['article_id'], unique=False)
    op.create_index(op.f('ix_memberships_story_id'), 'memberships', ['story_id'], unique=False)
    op.create_table('prints',
    sa.Column('article_id', ID, autoincrement=False, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('features', sa.LargeBinary(), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=False),
    sa.Column('credit', sa.Text(), server_default='', nullable=False),
    sa.Column('points', sa.Text(), server_default='', nullable=False),
    sa.Column('copy_of', ID, nullable=True),
    sa.Column('share', sa.Float(), server_default='0', nullable=False),
    sa.Column('copied_why', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['articles.id'], name=op.f('fk_prints_article_id')),
    sa.ForeignKeyConstraint(['copy_of'], ['articles.id'], name=op.f('fk_prints_copy_of')),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_prints'))
    )
    op.create_index('ix_prints_at', 'prints', ['at'], unique=False)
    op.create_index(op.f('ix_prints_copy_of'), 'prints', ['copy_of'], unique=False)
    op.add_column('findings', sa.Column('story_id', ID, nullable=True))
    op.add_column('findings', sa.Column('facts', sa.Text(), server_default='', nullable=False))
    op.create_index(op.f('ix_findings_story_id'), 'findings', ['story_id'], unique=False)
    op.add_column('messages', sa.Column('story_id', ID, nullable=True))
    op.add_column('messages', sa.Column('thread', sa.Text(), server_default='', nullable=False))
    op.create_index(op.f('ix_messages_story_id'), 'messages', ['story_id'], unique=False)


def downgrade() -> None:
    """Take it back; what has no place in the older schema is lost."""
    for table, columns in (('messages', ('thread', 'story_id')), ('findings', ('facts', 'story_id'))):
        op.drop_index(op.f(f'ix_{table}_story_id'), table_name=table)
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
    for table in ('prints', 'memberships', 'facts', 'stories', 'corrections'):
        op.drop_table(table)
