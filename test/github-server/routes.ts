import { gunzipSync } from 'node:zlib';
import type { Account, HostedRepository, PostedComment } from './world.ts';

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is about a repository. */
export interface Call {
  readonly method: string;
  /** What follows `/repos/{owner}/{repo}`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly account: Account;
  readonly repository: HostedRepository;
  /** Address of the API. */
  readonly url: string;
  /** A number that no comment has yet. */
  readonly nextId: () => number;
}

/** https://docs.github.com/rest/issues/comments: the limit is that of the column the text is kept in. */
const longestBody = 65_536;

/** https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function refused(status: number, message: string, more: object = {}, headers = {}): Answer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', ...more }, headers };
}

const notFound = refused(404, 'Not Found');

/** What a request for something of a repository comes to. */
export function answerOf(call: Call): Answer {
  for (const [pattern, handlers] of routes) {
    const match = pattern.exec(call.path);
    const handler = handlers[call.method];
    if (match !== null && handler !== undefined) return handler(call, decodeURIComponent(match[1] ?? ''));
  }
  return notFound;
}

type Handler = (call: Call, named: string) => Answer;

const routes: readonly (readonly [RegExp, Readonly<Record<string, Handler>>])[] = [
  [/^\/issues\/(\d+)\/comments$/, { GET: listComments, POST: createComment }],
  [/^\/issues\/comments\/(\d+)$/, { PATCH: changeComment, DELETE: deleteComment }],
  [/^\/code-scanning\/sarifs$/, { POST: takeSarif }],
  [/^\/git\/ref\/(.+)$/, { GET: reference }],
];

/** The refusal of a token that has none of these permissions; a refusal names all of them. */
function lacking({ account }: Call, level: 'read' | 'write', ...names: readonly string[]): Answer | undefined {
  const enough = names.some((name) => {
    const granted = account.permissions[name];
    return granted === 'write' || (granted === 'read' && level === 'read');
  });
  if (enough) return undefined;
  const holder = account.type === 'Bot' ? 'integration' : 'personal access token';
  const accepted = names.map((name) => `${name}=${level}`).join('; ');
  return refused(
    403,
    `Resource not accessible by ${holder}`,
    { status: '403' },
    { 'x-accepted-github-permissions': accepted },
  );
}

function shownComment({ url, repository }: Call, issue: number, { id, body, author }: PostedComment): object {
  return {
    id,
    url: `${url}/repos/${repository.name}/issues/comments/${id}`,
    html_url: `https://github.example.com/${repository.name}/pull/${issue}#issuecomment-${id}`,
    user: { id: author.id, login: author.login, type: author.type },
    body,
    performed_via_github_app: author.app === undefined ? null : { id: 15368, slug: author.app },
  };
}

function listComments(call: Call, number: string): Answer {
  const all = call.repository.pulls.get(Number(number));
  if (all === undefined) return notFound;
  const denied = lacking(call, 'read', 'issues', 'pull_requests');
  if (denied !== undefined) return denied;
  const size = Math.min(100, Number(call.query.get('per_page') ?? 30));
  const page = Number(call.query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (to: number, rel: string): readonly string[] => {
    if (to === page || to < 1 || to > last) return [];
    const address = `${call.url}/repositories/1/issues/${number}/comments?per_page=${size}&page=${to}`;
    return [`<${address}>; rel="${rel}"`];
  };
  const links = [...link(page - 1, 'prev'), ...link(page + 1, 'next'), ...link(last, 'last'), ...link(1, 'first')];
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size).map((one) => shownComment(call, Number(number), one)),
    ...(links.length === 0 ? {} : { headers: { link: links.join(', ') } }),
  };
}

/** The text of a comment, or why it is none. */
function bodyOf({ body }: Call): { readonly text: string } | { readonly wrong: Answer } {
  const text: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'body') : undefined;
  const invalid = (message: string) => {
    const error = { resource: 'IssueComment', code: 'unprocessable', field: 'data', message };
    return { wrong: refused(422, 'Validation Failed', { errors: [error] }) };
  };
  if (typeof text !== 'string' || text === '') return invalid("Body can't be blank");
  if (text.length > longestBody) return invalid(`Body is too long (maximum is ${longestBody} characters)`);
  return { text };
}

function createComment(call: Call, number: string): Answer {
  const all = call.repository.pulls.get(Number(number));
  if (all === undefined) return notFound;
  const denied = lacking(call, 'write', 'issues', 'pull_requests');
  if (denied !== undefined) return denied;
  if (call.repository.locked.has(Number(number))) {
    return refused(403, 'Unable to create comment because issue is locked.');
  }
  const asked = bodyOf(call);
  if ('wrong' in asked) return asked.wrong;
  const comment: PostedComment = { id: call.nextId(), body: asked.text, author: call.account };
  all.push(comment);
  return { status: 201, body: shownComment(call, Number(number), comment) };
}

function findComment({ repository }: Call, id: string) {
  for (const [number, comments] of repository.pulls) {
    const comment = comments.find((one) => one.id === Number(id));
    if (comment !== undefined) return { number, comments, comment };
  }
  return undefined;
}

function changeComment(call: Call, id: string): Answer {
  const found = findComment(call, id);
  if (found === undefined) return notFound;
  const denied = lacking(call, 'write', 'issues', 'pull_requests');
  if (denied !== undefined) return denied;
  const asked = bodyOf(call);
  if ('wrong' in asked) return asked.wrong;
  found.comment.body = asked.text;
  return { status: 200, body: shownComment(call, found.number, found.comment) };
}

function deleteComment(call: Call, id: string): Answer {
  const found = findComment(call, id);
  if (found === undefined) return notFound;
  const denied = lacking(call, 'write', 'issues', 'pull_requests');
  if (denied !== undefined) return denied;
  found.comments.splice(found.comments.indexOf(found.comment), 1);
  return { status: 204 };
}

/** https://docs.github.com/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data */
function takeSarif(call: Call): Answer {
  const denied = lacking(call, 'write', 'security_events');
  if (denied !== undefined) return denied;
  if (call.repository.codeScanning === 'off') {
    return refused(403, 'Advanced Security must be enabled for this repository to use code scanning.');
  }
  const sent = Object(call.body);
  const member = (name: string): string | undefined => {
    const value: unknown = Reflect.get(sent, name);
    return typeof value === 'string' ? value : undefined;
  };
  const commit = member('commit_sha') ?? '';
  const ref = member('ref') ?? '';
  const packed = Buffer.from(member('sarif') ?? '', 'base64');
  if (!/^[0-9a-f]{40}$/.test(commit)) return refused(422, 'Invalid request: commit_sha is not a commit');
  if (!/^refs\/(?:heads\/.+|tags\/.+|pull\/\d+\/(?:merge|head))$/.test(ref)) return refused(422, 'ref is not a ref');
  const [toolName, checkoutUri] = [member('tool_name'), member('checkout_uri')];
  try {
    call.repository.uploads.push({
      commit_sha: commit,
      ref,
      sarif: gunzipSync(packed).toString('utf8'),
      ...(toolName === undefined ? {} : { tool_name: toolName }),
      ...(checkoutUri === undefined ? {} : { checkout_uri: checkoutUri }),
    });
  } catch {
    return refused(400, 'sarif is not gzip in Base64');
  }
  const id = `00000000-0000-4000-8000-${String(call.repository.uploads.length).padStart(12, '0')}`;
  return { status: 202, body: { id, url: `${call.url}/repos/${call.repository.name}/code-scanning/sarifs/${id}` } };
}

function reference(call: Call, ref: string): Answer {
  const denied = lacking(call, 'read', 'contents');
  if (denied !== undefined) return denied;
  const sha = call.repository.branches.get(ref.replace(/^heads\//, ''));
  if (sha === undefined) return notFound;
  return { status: 200, body: { ref: `refs/${ref}`, object: { type: 'commit', sha } } };
}
