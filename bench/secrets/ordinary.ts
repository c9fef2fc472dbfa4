import { alphanumeric, digits, hexDigits, lower, type Random, upper } from './random.ts';

/** A class of ordinary texts: what must be shown. */
export interface OrdinaryClass {
  readonly title: string;
  /** A name that says nothing, unless the class is of texts that only their name makes public. */
  readonly name?: (random: Random) => string;
  readonly text: (random: Random) => string;
}

const words = (
  'api web app worker job task service server client data model user order payment invoice cart shop search index cache queue event stream log metric ' +
  'trace alert report export import sync batch cron mail notify chat feed media image video audio file upload download store archive backup restore ' +
  'auth login session account profile tenant billing price catalog product stock ship track route map geo proxy gateway edge node cluster pool group ' +
  'policy role rule config setting feature flag admin console portal dashboard frontend backend internal external public private shared common core base ' +
  'platform infra network subnet vpc zone region hosted domain record bucket table stream topic lambda function layer build deploy release stage prod ' +
  'staging development production test qa sandbox demo blue green canary primary secondary replica reader writer master main default custom managed ' +
  'hokusai incident ledger atlas phoenix orion titan mercury apollo zephyr quartz nimbus'
).split(' ');
const regions = ['us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-3', 'ap-southeast-2', 'sa-east-1', 'us-gov-west-1'];
const account = '123456789012';
const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Words joined by a separator. */
function joined(random: Random, separator: string, least = 2, most = 6): string {
  return Array.from({ length: random.between(least, most) }, () => random.pick(words)).join(separator);
}
const camel = (random: Random, least = 2, most = 7): string =>
  Array.from({ length: random.between(least, most) }, () => capitalised(random.pick(words))).join('');
const hex = (random: Random, length: number): string => random.text(hexDigits, length);
const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');
const version = (random: Random): string =>
  `${random.pick(['', 'v'])}${random.below(30)}.${random.below(30)}.${random.below(100)}${random.pick(['', '', '-beta.1', '-rc2', '+build.567', '-alpine', '-SNAPSHOT', '.RELEASE'])}`;
const registry = (random: Random): string =>
  random.pick([
    `${account}.dkr.ecr.${random.pick(regions)}.amazonaws.com/`,
    'ghcr.io/example/',
    'public.ecr.aws/docker/library/',
    'registry.example.com:5000/team/',
    'docker.io/bitnami/',
    'quay.io/prometheus/',
    'example/',
    '',
  ]);
const image = (random: Random): string => `${registry(random)}${joined(random, '-', 1, 3)}`;
const timestamp = (random: Random): string =>
  `20${random.between(15, 30)}${String(random.between(1, 12)).padStart(2, '0')}${String(random.between(1, 28)).padStart(2, '0')}`;
const path = (random: Random): string =>
  `/${joined(random, '/', 1, 6)}${random.pick(['', '/', '.json', '.conf', '.tar.gz', '-0.3.1.jar', '.py', '.tftpl'])}`;
const physical = (random: Random): string => random.text(upper + digits, random.pick([12, 13]));

/** Everything that stands in configurations and answers of AWS and is nobody's secret. */
export const ordinaryClasses: readonly OrdinaryClass[] = [
  { title: 'names with dashes', text: (random) => joined(random, '-') },
  { title: 'names with underscores', text: (random) => joined(random, '_') },
  { title: 'names in capitals', text: (random) => joined(random, '_').toUpperCase() },
  { title: 'names of classes', text: (random) => camel(random) },
  { title: 'long names of classes', text: (random) => camel(random, 6, 12) },
  {
    title: 'qualified names of Java',
    text: (random) =>
      `${random.pick(['com', 'org', 'io'])}.${joined(random, '.', 1, 4)}.${camel(random, 1, 6)}${random.pick(['', '$Builder', 'Impl', 'V2'])}`,
  },
  {
    title: 'names with numbers',
    text: (random) =>
      `${joined(random, '-')}-${random.pick(['1', '2a', 'v2', '01', '2024', timestamp(random), account])}`,
  },
  {
    title: 'names by Terraform prefixes',
    text: (random) =>
      `${joined(random, '-', 1, 3)}-${timestamp(random)}${random.text(digits, 10)}${random.text(hexDigits, 8)}`,
  },
  {
    title: 'names by CloudFormation',
    text: (random) =>
      `${camel(random, 1, 3)}-${camel(random, 1, 3)}${random.pick(['', `${random.text('ABCDEF0123456789', 8)}`])}-${physical(random)}`,
  },
  {
    title: 'names by Kubernetes',
    text: (random) =>
      `${joined(random, '-', 1, 3)}-${random.text('bcdfghjklmnpqrstvwxz2456789', random.between(8, 10))}-${random.text('bcdfghjklmnpqrstvwxz2456789', 5)}`,
  },
  { title: 'file paths', text: path },
  {
    title: 'paths of installed files',
    text: (random) =>
      `/opt/conda/envs/py311/lib/python3.${random.below(14)}/site-packages/${joined(random, '_', 1, 3)}/${joined(random, '_', 1, 2)}.cpython-311-x86_64-linux-gnu.so`,
  },
  {
    title: 'keys of S3',
    text: (random) =>
      `s3://${joined(random, '-')}-${account}-${random.pick(regions)}/${timestamp(random).slice(0, 4)}/${random.between(10, 12)}/${random.between(10, 28)}/${joined(random, '_')}-${uuid(random)}.parquet`,
  },
  {
    title: 'URLs',
    text: (random) =>
      `http${random.pick(['', 's'])}://${joined(random, '.', 1, 3)}.example.com${random.pick(['', ':8080'])}${path(random)}${random.pick(['', '?page=2&size=50', `?id=${random.below(100000)}`, '#section-2', `?version=${version(random)}`])}`,
  },
  {
    title: 'URLs of commits',
    text: (random) =>
      `https://github.com/example/${joined(random, '-', 1, 2)}/${random.pick(['commit', 'tree', 'archive'])}/${hex(random, 40)}`,
  },
  {
    title: 'queues',
    text: (random) =>
      `https://sqs.${random.pick(regions)}.amazonaws.com/${account}/${camel(random, 1, 3)}-${physical(random)}`,
  },
  {
    title: 'host names',
    text: (random) =>
      `${joined(random, '-', 1, 3)}.${random.text(lower + digits, 12)}.${random.pick(regions)}.${random.pick(['rds', 'elb', 'cache'])}.amazonaws.com${random.pick(['', ':5432', ':6379'])}`,
  },
  { title: 'names of Cloud Map', text: (random) => `${joined(random, '-', 1, 2)}.${joined(random, '-', 1, 2)}.local` },
  { title: 'ids of Cloud Map', text: (random) => `${random.pick(['ns', 'srv'])}-${random.text(lower + digits, 16)}` },
  {
    title: 'ARNs of names',
    text: (random) =>
      `arn:aws:${random.pick(['iam', 'ecs', 'sns', 'sqs', 'lambda', 'dynamodb', 'logs', 'states', 'events', 'ssm', 'secretsmanager', 'rds', 'kinesis', 'firehose', 'codebuild', 'ecr', 's3', 'cognito-idp', 'elasticfilesystem', 'acm'])}:${random.pick(regions)}:${account}:${random.pick(['role', 'secret', 'parameter', 'function', 'table', 'repository', 'log-group', 'cluster', 'stateMachine', 'token', 'auth'])}${random.pick([':', '/'])}${joined(random, random.pick(['-', '/', '_']))}${random.pick(['', `-${random.text(alphanumeric, 6)}`, ':*', ':$LATEST', `/${uuid(random)}`])}`,
  },
  {
    title: 'ARNs of target groups',
    text: (random) =>
      `arn:aws:elasticloadbalancing:${random.pick(regions)}:${account}:${random.pick(['targetgroup', 'loadbalancer/app', 'listener/app'])}/${joined(random, '-', 1, 3)}/${hex(random, 16)}`,
  },
  {
    title: 'ARNs of tasks',
    text: (random) => `arn:aws:ecs:${random.pick(regions)}:${account}:task/${joined(random, '-')}/${hex(random, 32)}`,
  },
  {
    title: 'ARNs of keys',
    text: (random) =>
      `arn:aws:kms:${random.pick(regions)}:${account}:key/${random.pick([uuid(random), `mrk-${hex(random, 32)}`])}`,
  },
  {
    title: 'ids of keys',
    text: (random) => random.pick([uuid(random), `mrk-${hex(random, 32)}`, `alias/${joined(random, '-')}`]),
  },
  { title: 'UUIDs', text: uuid },
  { title: 'UUIDs in capitals', text: (random) => uuid(random).toUpperCase() },
  {
    title: 'ids of resources',
    text: (random) =>
      `${random.pick(['sg', 'subnet', 'vpc', 'eni', 'i', 'vol', 'fs', 'fsap', 'ami', 'rtb', 'nat', 'vpce', 'tgw-attach', 'sgr', 'eipalloc', 'vpce-svc', 'lt'])}-${hex(random, 17)}`,
  },
  {
    title: 'lists of ids',
    text: (random) => Array.from({ length: random.between(2, 5) }, () => `subnet-${hex(random, 17)}`).join(','),
  },
  {
    title: 'ids of IAM',
    text: (random) =>
      `${random.pick(['AROA', 'AIDA', 'AGPA', 'AIPA', 'ANPA', 'ANVA'])}${random.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 17)}`,
  },
  { title: 'ids of CloudFront', text: (random) => `E${random.text(upper + digits, 13)}` },
  {
    title: 'ids of hosted zones',
    text: (random) =>
      random.pick([
        `Z${random.text(upper + digits, 13)}`,
        `Z0${random.text(digits, 7)}${random.text(upper + digits, 12)}`,
      ]),
  },
  {
    title: 'ids of user pools',
    text: (random) => `${random.pick(regions.slice(0, 6))}_${random.text(alphanumeric, 9)}`,
  },
  {
    title: 'ids of deployments',
    text: (random) => random.pick([`d-${random.text(upper + digits, 9)}`, `ecs-svc/${random.text('123456789', 19)}`]),
  },
  { title: 'images with versions', text: (random) => `${image(random)}:${version(random)}` },
  {
    title: 'images with dates',
    text: (random) =>
      `${image(random)}:${timestamp(random)}.${random.below(20)}-${random.pick(['', 'g'])}${hex(random, 7)}`,
  },
  {
    title: 'images with commits',
    name: (random) => random.pick(['image', 'IMAGE', 'container_image', 'API_IMAGE', 'imageUri']),
    text: (random) =>
      `${image(random)}:${random.pick(['', 'sha-', 'main-', 'git-', 'build-'])}${hex(random, random.pick([7, 8, 12, 40]))}`,
  },
  {
    title: 'images with commits, from registries',
    text: (random) =>
      `${random.pick([`${account}.dkr.ecr.us-east-1.amazonaws.com/`, 'ghcr.io/example/', 'example/'])}${joined(random, '-', 1, 3)}:${random.pick(['', 'sha-', 'main-', 'git-', 'build-'])}${hex(random, random.pick([7, 8, 12, 40]))}`,
  },
  { title: 'images by digest', text: (random) => `${image(random)}@sha256:${hex(random, 64)}` },
  {
    title: 'images of secret-sounding services',
    text: (random) =>
      `${random.pick([`${account}.dkr.ecr.us-east-1.amazonaws.com/`, 'example/'])}${random.pick(['auth', 'token', 'secret-manager', 'hokusai-auth', 'password-reset', 'credentials'])}:${random.pick(['latest', '1.4.2', 'v12', timestamp(random), hex(random, 40), `release-${timestamp(random)}`])}`,
  },
  {
    title: 'digests',
    text: (random) =>
      random.pick([
        `sha256:${hex(random, 64)}`,
        `sha512:${hex(random, 128)}`,
        `md5:${hex(random, 32)}`,
        `sha1:${hex(random, 40)}`,
      ]),
  },
  {
    title: 'digests in base64',
    text: (random) =>
      random.pick([
        `sha256-${random.bytes(32).toString('base64')}`,
        `sha512-${random.bytes(64).toString('base64')}`,
        `sha384-${random.bytes(48).toString('base64')}`,
      ]),
  },
  {
    title: 'digests under names',
    name: (random) =>
      random.pick([
        'GIT_SHA',
        'commit',
        'IMAGE_TAG',
        'etag',
        'source_code_hash',
        'checksum',
        'BUILD_REVISION',
        'org.opencontainers.image.revision',
      ]),
    text: (random) => hex(random, random.pick([32, 40, 64])),
  },
  {
    title: 'groups of logs',
    text: (random) =>
      `/${random.pick(['ecs', 'aws/lambda', 'aws/codebuild', 'aws/ecs/containerinsights', 'aws/rds/cluster'])}/${joined(random, random.pick(['-', '/']))}`,
  },
  { title: 'versions', text: version },
  {
    title: 'zones and CIDRs',
    text: (random) =>
      random.pick([
        `${random.pick(regions)}${random.pick(['a', 'b', 'c'])}`,
        `10.${random.below(256)}.${random.below(256)}.0/${random.between(8, 32)}`,
        `2001:db8:${hex(random, 4)}:${hex(random, 4)}::/64`,
        `use1-az${random.between(1, 6)}`,
      ]),
  },
  {
    title: 'times',
    text: (random) =>
      random.pick([
        `2026-${random.between(10, 12)}-${random.between(10, 28)}T${random.between(10, 23)}:05:30.000Z`,
        `cron(${random.below(60)} ${random.below(24)} ? * MON-FRI *)`,
        `*/${random.between(2, 30)} * * * *`,
        `rate(${random.between(2, 60)} minutes)`,
        'America/Argentina/Buenos_Aires',
      ]),
  },
  {
    title: 'flags of features',
    text: (random) =>
      `${joined(random, '_')}=${random.pick(['true', 'false', '1', 'on'])},${joined(random, '-')}=${random.pick(['enabled', '50%'])}`,
  },
  {
    title: 'labels of Docker',
    name: (random) =>
      random.pick([
        'com.example.team',
        'org.opencontainers.image.source',
        'traefik.http.routers.api.rule',
        'com.datadoghq.ad.check_names',
      ]),
    text: (random) =>
      random.pick([
        joined(random, '-'),
        `Host(\`${joined(random, '.', 1, 2)}.example.com\`) && PathPrefix(\`/${random.pick(words)}\`)`,
        `["${random.pick(words)}"]`,
        `https://github.com/example/${random.pick(words)}`,
      ]),
  },
  {
    title: 'configurations in JSON',
    text: (random) =>
      JSON.stringify({
        level: random.pick(['info', 'debug']),
        max_tokens: random.below(8192),
        auth: random.pick([true, false]),
        endpoint: `https://${random.pick(words)}.example.com/`,
        tables: { orders: joined(random, '-') },
        [camel(random, 2, 4)]: random.below(900),
        token_endpoint: `https://${random.pick(words)}.example.com/oauth2/token`,
        cidrs: ['10.0.0.0/16'],
      }),
  },
  {
    title: 'patterns',
    text: (random) =>
      random.pick([
        '^(?:[a-z0-9]+-)*[a-z0-9]+$',
        `^/${random.pick(words)}/[A-Za-z0-9_-]{1,64}(?:/.*)?$`,
        '%h %l %u %t "%r" %>s %b "%{Referer}i"',
        `^(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2})\\s+\\[${random.pick(words)}\\]`,
        '[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}',
        '{ $.level = "error" && $.code != 404 }',
        '(?<year>[0-9]{4})/(?<month>[0-9]{2})',
      ]),
  },
  {
    title: 'commands',
    text: (random) =>
      random.pick([
        `curl --fail http://localhost:${random.below(9000)}/${random.pick(words)} || exit 1`,
        `java -Xmx${random.below(4096)}m -XX:+UseContainerSupport -Dspring.profiles.active=${random.pick(words)} -jar /app/${joined(random, '-', 1, 3)}-${version(random)}.jar`,
        `uvicorn ${random.pick(words)}.main:app --host 0.0.0.0 --port 8001 --workers ${random.below(9)}`,
        `python -m ${joined(random, '.', 1, 3)} --max-tokens 4096 --tokenizer-path /models/${random.pick(words)}`,
        `pg_isready -U ${random.pick(words)} -d app -h localhost -p 5432`,
        `mysqladmin ping -h 127.0.0.1 -P 3306 -u ${random.pick(words)}`,
        `redis-cli -h ${random.pick(words)} -p 6379 ping`,
        `docker run -p 8080:80 -e LEVEL=${random.pick(words)} -u 1000:1000 ${image(random)}`,
        `aws s3 cp s3://${joined(random, '-')}/${random.pick(words)}.json /tmp/ --region us-east-1`,
        `mongosh --host ${random.pick(words)} --port 27017 --eval 'db.adminCommand("ping")'`,
        `serve --password "$DB_PASSWORD" --token ${'$'}{TOKEN}`,
        'export TOKEN=$(cat /run/secrets/token) && exec serve',
        'ssh -p 2222 -i ~/.ssh/id_ed25519 deploy@bastion.example.com',
        'nginx -g "daemon off;" -p /etc/nginx',
        'npm run start -- --inspect=0.0.0.0:9229',
        'mysqldump -h db -u app -p"$MYSQL_PASSWORD" app',
        'sh -c "redis-cli -a $REDIS_PASSWORD ping | grep PONG"',
        'curl -u "$USER:$PASS" https://example.com/',
      ]),
  },
  {
    title: 'messages',
    text: (random) =>
      random.pick([
        `(service ${joined(random, '-')}) has reached a steady state.`,
        `(service ${random.pick(words)}) (task ${hex(random, 32)}) failed container health checks.`,
        `(service ${random.pick(words)}) registered 1 targets in (target-group arn:aws:elasticloadbalancing:us-east-1:${account}:targetgroup/${random.pick(words)}/${hex(random, 16)})`,
        `(service ${random.pick(words)}, taskSet ecs-svc/${random.text('123456789', 19)}) has begun draining connections on 1 tasks.`,
        `User: arn:aws:sts::${account}:assumed-role/${camel(random, 2, 4)}/${random.pick(words)} is not authorized to perform: ecs:DescribeServices on resource: *`,
        `The security token included in the request is expired`,
        `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image(random)}:${version(random)}: not found`,
        `Basic authentication is required for ${random.pick(words)}`,
        `Essential container in task exited`,
      ]),
  },
  { title: 'sentences', text: (random) => `${capitalised(joined(random, ' ', 4, 14))}.` },
  {
    title: 'names that only sound secret',
    name: (random) =>
      random.pick(
        'creation_token client_token token_endpoint author monkey keyboard tokenizer secretary password_policy pass_through max_tokens idempotency_token next_token auth_type token_type AUTHORITY COMPASS TOKENIZERS_PARALLELISM token_url client_request_token password_min_length partition_key sort_key public_key secret_name secret_arn turnkey donkey passenger authored_by keyspace keystore_path key_id kms_key_id encryption_key_id jwt_issuer max_password_age token_ttl bos_token eos_token pagination_token credential_provider authorization_endpoint'.split(
          ' ',
        ),
      ),
    text: (random) => joined(random, '-', 1, 4),
  },
  {
    title: 'models and packages',
    text: (random) =>
      random.pick([
        'sentence-transformers/all-MiniLM-L6-v2',
        'meta-llama/Meta-Llama-3-8B-Instruct',
        'mistralai/Mixtral-8x7B-Instruct-v0.1',
        'anthropic.claude-3-5-sonnet-20241022-v2:0',
        'us.amazon.nova-pro-v1:0',
        'stabilityai/stable-diffusion-xl-base-1.0',
        'Qwen/Qwen2.5-Coder-32B-Instruct-AWQ',
        'TheBloke/Llama-2-13B-chat-GGUF',
        'bartowski/gemma-2-9b-it-GGUF',
        `org.springframework.boot:spring-boot-starter-${random.pick(words)}:3.${random.below(5)}.1`,
        'intfloat/multilingual-e5-large-instruct',
        'nvidia/Llama-3.1-Nemotron-70B-Instruct-HF',
        'x86_64-unknown-linux-gnu',
        'Microsoft.EntityFrameworkCore.SqlServer',
        'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        'ELBSecurityPolicy-TLS13-1-2-2021-06',
        'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384',
        'ECDHE-RSA-AES128-GCM-SHA256',
      ]),
  },
  {
    title: 'policies and enumerations',
    text: (random) =>
      random.pick([
        'AmazonEC2ContainerServiceforEC2Role',
        'AmazonECSTaskExecutionRolePolicy',
        'AWSCodeDeployRoleForECSLimited',
        'CloudWatchAgentServerPolicy',
        'AmazonSSMManagedInstanceCore',
        'ElasticLoadBalancingV2',
        'TargetGroupStickinessConfig',
        'DISABLE_BACKFILL_ON_DEPLOYMENT',
        'FARGATE_SPOT',
        'CODE_DEPLOY',
        'MemoryReservationUtilization',
        'ALBRequestCountPerTarget',
        'ECSServiceAverageCPUUtilization',
        'EC2InstanceStateChangeNotification',
        'X-Amzn-Trace-Id',
        'VPCEndpointServiceConfigurationV2',
        'AWSServiceRoleForApplicationAutoScaling_ECSService',
        `${camel(random, 2, 5)}DefaultPolicy${random.text('ABCDEF0123456789', 8)}`,
      ]),
  },
];
