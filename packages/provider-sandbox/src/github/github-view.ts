import type { components } from '@octokit/openapi-types';
import type { InventedPost } from '../posts/invented-post.ts';

/** GitHub's own description of what it answers: what is missing or of another type does not compile. */
type Schemas = components['schemas'];

const projects = ['lanternfish/reef', 'oakum/ferry', 'pelt-db/pelt', 'brightmire/atlas', 'quillbox/quill'];
const isoSeconds = (seconds: number): string => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');

/** Labels as projects that pay put them: through a service of bounties, or by their own convention. */
export function githubLabelsOf({ budget, intent, number }: InventedPost): string[] {
  if (intent !== 'demand') return number % 3 === 0 ? ['question'] : [];
  const sets: readonly string[][] = [
    ['💎 Bounty', budget ?? '$100'],
    ['bounty', 'help wanted'],
    ['Paid', 'enhancement'],
    ['💰 reward', 'good first issue'],
  ];
  return sets[number % sets.length] ?? [];
}

/** Every bounty is told in the words of the service that pays it out. */
function bodyOf(post: InventedPost): string {
  const [label = ''] = githubLabelsOf(post);
  if (label === '💎 Bounty') return `${post.text}\n\n/bounty ${post.budget ?? '$100'}`;
  return label === '💰 reward' ? `${post.text}\n\n/reward ${post.budget ?? '50'}` : post.text;
}

/** A user in the short form that stands in other objects. */
export function githubUserOf({ author, isByBot, number }: InventedPost): Schemas['simple-user'] {
  const login = isByBot ? 'algora-pbc[bot]' : author.replaceAll('_', '-');
  const url = `https://api.github.com/users/${login}`;
  return {
    login,
    id: 90_000_000 + number,
    node_id: `U_kgDO${number}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${90_000_000 + number}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: isByBot ? 'Bot' : 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

/** A user's public profile; most say little. */
export function githubProfileOf(post: InventedPost): Schemas['public-user'] {
  const isTelling = post.number % 3 === 0;
  return {
    ...githubUserOf(post),
    name: post.author.replaceAll(/[_0-9]+/g, ' ').trim(),
    company: null,
    blog: isTelling ? `https://${post.author.replaceAll('_', '-')}.dev` : '',
    location: null,
    email: isTelling ? post.contact : null,
    hireable: null,
    bio: null,
    twitter_username: post.number % 5 === 0 ? post.author.slice(0, 15) : null,
    public_repos: post.number % 30,
    public_gists: 0,
    followers: post.number % 50,
    following: 3,
    created_at: '2019-05-01T10:00:00Z',
    updated_at: isoSeconds(post.createdAt),
  };
}

/** An issue as the search lists it. */
export function githubIssueOf(post: InventedPost): Schemas['issue-search-result-item'] {
  const project = projects[post.number % projects.length] ?? 'oakum/ferry';
  const repository = `https://api.github.com/repos/${project}`;
  const url = `${repository}/issues/${post.number}`;
  const date = isoSeconds(post.createdAt);
  return {
    url,
    repository_url: repository,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `https://github.com/${project}/issues/${post.number}`,
    id: 3_000_000_000 + post.number,
    node_id: `I_kwDO${post.number}`,
    number: post.number,
    title: post.title,
    user: githubUserOf(post),
    labels: githubLabelsOf(post).map((name, at) => ({
      id: 5_000_000 + at,
      node_id: `LA_${at}`,
      url: `${repository}/labels/${encodeURIComponent(name)}`,
      name,
      color: 'ededed',
      default: false,
      description: null,
    })),
    state: 'open',
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: post.number % 6,
    created_at: date,
    updated_at: date,
    closed_at: null,
    author_association: post.number % 2 === 0 ? 'OWNER' : 'NONE',
    active_lock_reason: null,
    body: bodyOf(post),
    score: 1,
  };
}
