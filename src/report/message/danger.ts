import type { PortService } from '../../model/named-ports.ts';
import type { Danger } from '../../model/report/danger.ts';
import type { Finding } from '../../model/report/finding.ts';

/** What a difference opens or closes that weighs, a sentence each, but for what its title says already. */
export function dangerTexts({ type, danger = [] }: Pick<Finding, 'type' | 'danger'>): readonly string[] {
  return danger
    .filter((one) => type !== 'element-missing' || !isOnePort(one))
    .map((one) => (one.severity === 'error' ? `danger: ${dangerText(one)}` : dangerText(one)));
}

/** That a rule for one port is missing is that this port is shut. */
function isOnePort({ code, ports = [] }: Danger): boolean {
  const [only, ...others] = ports;
  return code === 'closes-data' && only !== undefined && others.length === 0 && only.from === only.to;
}

function dangerText(danger: Danger): string {
  const { code, direction, peer = 'somebody', account } = danger;
  const what = trafficText(danger);
  switch (code) {
    case 'opens-to-everybody':
      return `opens ${what} to everybody${inParentheses(danger.peer)}${usualText(danger)}`;
    case 'opens-to-most':
      return `opens ${what} to more than any one network${inParentheses(danger.peer)}${usualText(danger)}`;
    case 'opens-to-account':
      return account === undefined
        ? 'lets an account in that no declared rule names'
        : `lets ${what} ${direction === 'ingress' ? 'in from' : 'out to'} ${peer} of account ${account}, which no declared rule names`;
    case 'opens-to-prefix-list':
      return `opens ${what} to the prefix list ${peer}: what it holds is not known`;
    case 'closes-data':
      return `shuts ${what} to ${peer}`;
    case 'closes-egress':
      return `${what} to ${peer} does not get out`;
    case 'closes-all-egress':
      return 'nothing gets out: no egress rule is left';
  }
}

const inParentheses = (text: string | undefined): string => (text === undefined ? '' : ` (${text})`);

/** Why what is open to everybody is no error by itself. */
function usualText({ severity, services }: Danger): string {
  return severity === 'error' || services === undefined ? '' : ', as is usual for a load balancer';
}

/** So many services are named. */
const mostNamed = 3;

/** `SSH (22)`, `7000-9050/tcp, with Cassandra (9042) and 2 more`, `all TCP ports`, `all traffic`. */
function trafficText({ protocol, ports, services = [] }: Danger): string {
  if (protocol === undefined) return 'something';
  if (ports === undefined) return allText(protocol);
  const isNamed = ports.every(({ from, to }) => from === to && services.some(({ port }) => port === from));
  const named = services.slice(0, isNamed ? services.length : mostNamed).map(({ code, port }) => {
    return `${serviceText(code)} (${port}${protocol === 'tcp' ? '' : `/${protocol}`})`;
  });
  if (isNamed) return listText(named);
  const shown = ports.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
  const more = services.length - named.length;
  const among = [...named, ...(more > 0 ? [`${more} more`] : [])];
  return `${shown}/${protocol}${among.length === 0 ? '' : `, with ${listText(among)},`}`;
}

function allText(protocol: string): string {
  switch (protocol) {
    case '-1':
      return 'all traffic';
    case 'tcp':
    case 'udp':
      return `all ${protocol.toUpperCase()} ports`;
    case 'icmp':
    case 'icmpv6':
      return protocol === 'icmp' ? 'ICMP' : 'ICMPv6';
    default:
      return `IP protocol ${protocol}`;
  }
}

function listText(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** What a service is called. */
export function serviceText(service: PortService): string {
  return names[service];
}

const names: Readonly<Record<PortService, string>> = {
  ssh: 'SSH',
  rdp: 'RDP',
  telnet: 'Telnet',
  ftp: 'FTP',
  vnc: 'VNC',
  winrm: 'WinRM',
  docker: 'Docker',
  kubernetes: 'the Kubernetes API',
  kubelet: 'the kubelet',
  kibana: 'Kibana',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  'sql-server': 'SQL Server',
  oracle: 'Oracle',
  'ibm-db2': 'Db2',
  redshift: 'Redshift',
  mongodb: 'MongoDB',
  redis: 'Redis',
  memcached: 'Memcached',
  elasticsearch: 'Elasticsearch',
  cassandra: 'Cassandra',
  milvus: 'Milvus',
  qdrant: 'Qdrant',
  bolt: 'Neo4j',
  neptune: 'Neptune',
  dax: 'DAX',
  influxdb: 'InfluxDB',
  clickhouse: 'ClickHouse',
  couchdb: 'CouchDB',
  kafka: 'Kafka',
  rabbitmq: 'RabbitMQ',
  zookeeper: 'ZooKeeper',
  etcd: 'etcd',
  nfs: 'NFS',
  smb: 'SMB',
  http: 'HTTP',
  https: 'HTTPS',
  dns: 'DNS',
};
