import type { HnBoard, HnPost } from './hn-board.ts';

const isoSeconds = (seconds: number): string => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');

/** The tags a hit carries; `author_` is left out where nobody is named. */
export function tagsOf(post: HnPost): string[] {
  return [
    post.type,
    ...(post.author === null ? [] : [`author_${post.author}`]),
    `story_${post.storyId}`,
    ...(post.title?.startsWith('Ask HN') ? ['ask_hn'] : []),
    ...(post.title?.startsWith('Show HN') ? ['show_hn'] : []),
  ];
}

function countBelow(board: HnBoard, id: number): number {
  return board.childrenOf(id).reduce((sum, child) => sum + 1 + countBelow(board, child.id), 0);
}

/** A post as a search hit. */
export function hitOf(board: HnBoard, post: HnPost): Record<string, unknown> {
  const shared = {
    _highlightResult: {},
    _tags: tagsOf(post),
    author: post.author,
    created_at: isoSeconds(post.createdAt),
    created_at_i: post.createdAt,
    objectID: String(post.id),
    updated_at: isoSeconds(post.createdAt),
  };
  const children = board.childrenOf(post.id).map((child) => child.id);
  if (post.type === 'comment') {
    const story = board.find(post.storyId);
    return {
      ...shared,
      comment_text: post.text,
      parent_id: post.parent ?? null,
      story_id: post.storyId,
      story_title: story?.title ?? null,
      story_url: story?.url ?? null,
      children,
    };
  }
  return {
    ...shared,
    children,
    num_comments: countBelow(board, post.id),
    points: post.points ?? 1,
    story_id: post.id,
    title: post.title ?? null,
    ...(post.text === null ? {} : { story_text: post.text }),
    ...(post.url === undefined ? {} : { url: post.url }),
  };
}

/** A post with everything below it, as `/items/{id}` gives it. */
export function itemOf(board: HnBoard, post: HnPost): Record<string, unknown> {
  return {
    author: post.author,
    children: board.childrenOf(post.id).map((child) => itemOf(board, child)),
    created_at: isoSeconds(post.createdAt),
    created_at_i: post.createdAt,
    id: post.id,
    options: [],
    parent_id: post.parent ?? null,
    points: post.type === 'story' ? (post.points ?? 1) : null,
    story_id: post.storyId,
    text: post.text,
    title: post.title ?? null,
    type: post.type,
    url: post.url ?? null,
  };
}
