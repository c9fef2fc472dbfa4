/*
 * Endpoints that texts name: whom a program connects to, and on which port.
 */

/** An endpoint that a text names. */
export interface Endpoint {
  /** As it is written; empty where it is not known. */
  readonly host: string;
  readonly port: number;
  /** That of a URL, without what a driver adds (`postgresql+asyncpg`). */
  readonly scheme?: string;
}

/** Stands for what is not known of a text. */
export const hole = '\ufffc';

/**
 * The TCP ports of services that programs connect to, by the schemes of their URLs; undefined where a URL without a
 * port does not tell it. As https://www.iana.org/assignments/service-names-port-numbers and the projects' own pages have them.
 */
const schemes: ReadonlyMap<string, number | undefined> = new Map<string, number | undefined>([
  ['redis', 6379],
  ['rediss', 6379],
  ['valkey', 6379],
  ['postgres', 5432],
  ['postgresql', 5432],
  ['mysql', 3306],
  ['mariadb', 3306],
  ['sqlserver', 1433],
  ['mssql', 1433],
  ['oracle', 1521],
  ['mongodb', 27017],
  ['amqp', 5672],
  ['amqps', 5671],
  ['bolt', 7687],
  ['neo4j', 7687],
  ['nats', 4222],
  ['memcached', 11211],
  ['kafka', 9092],
  ['ldap', 389],
  ['ldaps', 636],
  ['http', undefined],
  ['https', undefined],
  ['grpc', undefined],
  ['grpcs', undefined],
  ['tcp', undefined],
]);

/** Ports by which `host:port` is known to be an endpoint: those above, and of services that have no scheme. */
const knownPorts: ReadonlySet<number> = new Set(
  [...schemes.values(), 2379, 5439, 6380, 8123, 9042, 9200, 9094, 9096, 9098, 19530].flatMap((port) => port ?? []),
);

/** Longer texts are no endpoints. */
const longest = 2000;

/**
 * The endpoints that a text names: URLs of services, and `host:port` (several behind commas) with a port that tells a
 * service. Takes no longer than the text is long.
 *
 * @param text with {@link hole} for each part that is not known
 */
export function endpointsIn(text: string): readonly Endpoint[] {
  if (text.length > longest) return [];
  const url = ofUrl(text);
  if (url !== undefined) return url;
  const parts = text.split(',').map((part) => hostAndPort(part.trim()));
  if (parts.some((part) => part?.port === undefined)) return [];
  return parts.flatMap((part) =>
    part?.port !== undefined && knownPorts.has(part.port) && isHostOfItsOwn(part.host)
      ? [{ host: hostOf(part.host), port: part.port }]
      : [],
  );
}

/** The port of the first endpoint of a URL; undefined for everything that is no URL of a service. */
export function portOfUrl(text: string): number | undefined {
  return text.length > longest ? undefined : ofUrl(text)?.[0]?.port;
}

/** Whether a port tells a service that programs connect to. */
export function isKnownPort(port: number): boolean {
  return knownPorts.has(port);
}

function ofUrl(text: string): readonly Endpoint[] | undefined {
  const [, written = '', authority = ''] =
    /^(?:jdbc:)?([a-z][a-z0-9]{0,20}(?:\+[a-z0-9+-]{1,20})?):\/\/([^/?#;\s]*)/i.exec(text) ?? [];
  const [scheme = '', driver = ''] = written.toLowerCase().split('+');
  // Where an SRV record tells the hosts, it tells the ports too: https://www.mongodb.com/docs/manual/reference/connection-string/
  if (!schemes.has(scheme) || driver === 'srv') return undefined;
  const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',');
  return hosts.flatMap((one): readonly Endpoint[] => {
    const found = hostAndPort(one);
    if (found === undefined || found.host === '') return [];
    // What is not known may hold the port.
    const port = found.port ?? (found.host.endsWith(hole) ? undefined : schemes.get(scheme));
    return port === undefined ? [] : [{ host: hostOf(found.host), port, scheme }];
  });
}

/** `db.example.com:5432`, `[2001:db8::1]:5432`. */
function hostAndPort(text: string): { readonly host: string; readonly port?: number } | undefined {
  const [, bracketed, plain, digits] =
    /^(?:\[([\da-f:.]{2,45})\]|([A-Za-z\d._\ufffc-]{1,255}))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return undefined;
  if (digits === undefined) return { host };
  const port = Number(digits);
  return port === 0 || port > 65535 ? undefined : { host, port };
}

const hostOf = (host: string): string => (host.includes(hole) ? '' : host);

/** Whether a text that stands for itself is a host: a name with a letter in it, or an address. */
function isHostOfItsOwn(host: string): boolean {
  return host.includes(hole) || /[A-Za-z]/.test(host) || /^(?:\d{1,3}\.){3}\d{1,3}$/.test(host);
}
