import type { JudgedPost } from '../store/judged-posts.ts';

/** A post as operators are told of it: nothing of its words, its author or its address. */
export function toldPost(post: JudgedPost) {
  const { detail, judged, reasons, score } = post.judgement;
  return {
    ...{ opportunityId: post.id, platform: post.platform, externalId: post.external_id, found: post.found },
    ...{ dropReason: post.drop_reason, detail: detail ?? null, duplicateOf: post.duplicate_of, score: score ?? null },
    ...{ reasons: [...(reasons ?? [])], judged: judged ?? null, runId: post.run_id },
    seenAt: post.seen_at.toISOString(),
    forgottenAt: post.forgotten_at?.toISOString() ?? null,
  };
}
