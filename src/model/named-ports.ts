/** What listens at a port by convention, and how much it weighs that somebody reaches it. */
export interface NamedPort {
  readonly service: PortService;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/**
 * What services are for. `data`: databases, caches, queues and file systems, which hold what others want. `admin`: what
 * commands a machine or a cluster. `web`: what is meant to be public. `name`: what finds everything else.
 */
export type ServiceSort = 'admin' | 'data' | 'web' | 'name';

interface ServicePorts {
  readonly sort: ServiceSort;
  readonly tcp?: readonly number[];
  readonly udp?: readonly number[];
}

const table = {
  ssh: { sort: 'admin', tcp: [22] },
  rdp: { sort: 'admin', tcp: [3389], udp: [3389] },
  telnet: { sort: 'admin', tcp: [23] },
  ftp: { sort: 'admin', tcp: [21] },
  vnc: { sort: 'admin', tcp: [5900] },
  winrm: { sort: 'admin', tcp: [5985, 5986] },
  docker: { sort: 'admin', tcp: [2375, 2376] },
  kubernetes: { sort: 'admin', tcp: [6443] },
  kubelet: { sort: 'admin', tcp: [10250] },
  kibana: { sort: 'admin', tcp: [5601] },
  postgresql: { sort: 'data', tcp: [5432] },
  mysql: { sort: 'data', tcp: [3306] },
  'sql-server': { sort: 'data', tcp: [1433], udp: [1434] },
  oracle: { sort: 'data', tcp: [1521, 2484] },
  'ibm-db2': { sort: 'data', tcp: [50000] },
  redshift: { sort: 'data', tcp: [5439] },
  mongodb: { sort: 'data', tcp: [27017, 27018, 27019] },
  redis: { sort: 'data', tcp: [6379, 6380] },
  memcached: { sort: 'data', tcp: [11211], udp: [11211] },
  elasticsearch: { sort: 'data', tcp: [9200, 9300] },
  cassandra: { sort: 'data', tcp: [9042, 9142] },
  milvus: { sort: 'data', tcp: [19530] },
  qdrant: { sort: 'data', tcp: [6333, 6334] },
  bolt: { sort: 'data', tcp: [7687, 7474, 7473] },
  neptune: { sort: 'data', tcp: [8182] },
  dax: { sort: 'data', tcp: [8111, 9111] },
  influxdb: { sort: 'data', tcp: [8086] },
  clickhouse: { sort: 'data', tcp: [8123, 9440] },
  couchdb: { sort: 'data', tcp: [5984] },
  kafka: { sort: 'data', tcp: [9092, 9094, 9096, 9098] },
  rabbitmq: { sort: 'data', tcp: [5671, 5672, 15672] },
  zookeeper: { sort: 'data', tcp: [2181] },
  etcd: { sort: 'data', tcp: [2379] },
  nfs: { sort: 'data', tcp: [2049] },
  smb: { sort: 'data', tcp: [445] },
  http: { sort: 'web', tcp: [80] },
  https: { sort: 'web', tcp: [443], udp: [443] },
  dns: { sort: 'name', tcp: [53], udp: [53] },
} as const satisfies Record<string, ServicePorts>;

export type PortService = keyof typeof table;

const services: Readonly<Record<PortService, ServicePorts>> = table;

const isService = (name: string): name is PortService => Object.hasOwn(table, name);

/** The services of the table, those that command a machine first. */
export const serviceNames: readonly PortService[] = Object.keys(table).filter(isService);

/** What a service is for. */
export function sortOf(service: PortService): ServiceSort {
  return services[service].sort;
}

/** Every port of the table, in its order. */
export const namedPorts: readonly NamedPort[] = serviceNames.flatMap((service) => {
  const { tcp = [], udp = [] } = services[service];
  return [
    ...tcp.map((port): NamedPort => ({ service, protocol: 'tcp', port })),
    ...udp.map((port): NamedPort => ({ service, protocol: 'udp', port })),
  ];
});
