import { askHttp, failedStatus, type HttpAnswer, type HttpQuestion, unreadAnswer } from './ask-http.ts';
import type { SourceFailure } from './source.ts';

/** What a call came to: the parsed JSON, or the failure that it is. */
type JsonAnswer =
  | {
      readonly json: unknown;
      readonly headers: Headers;
      /** What it is when the JSON is not what the vendor documents. */
      readonly unread: (reason: string) => SourceFailure;
    }
  | SourceFailure;

/**
 * Reads JSON over HTTP. What may pass is `not_sent`; 429 waits as asked; any other status than 200 is `refused` with
 * `http_<status>`, asking again would get the same answer. A whole body that is no JSON is kept.
 */
export async function readJson(url: URL, question: HttpQuestion): Promise<JsonAnswer> {
  const accept = { accept: 'application/json', ...question.headers };
  const answer = await askHttp(url, { ...question, headers: accept });
  if ('failed' in answer) return answer;
  if (answer.status !== 200) return failedStatus(answer.status, answer.headers.get('retry-after'));
  return jsonOf(answer);
}

function jsonOf({ status, headers, body }: HttpAnswer): JsonAnswer {
  const unread = (reason: string) => unreadAnswer(reason, status, headers.get('content-type'), body);
  try {
    return { json: JSON.parse(body), headers, unread };
  } catch (error) {
    if (error instanceof SyntaxError) return unread('answer_is_not_json');
    throw error;
  }
}
