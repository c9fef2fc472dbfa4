/** What network interfaces are made for. */
export const interfaceUserTypes = [
  /** The tasks of a service. */
  'ecs-service',
  /** A task of no service, or of one that is not told. */
  'ecs-task',
  /** An instance of EC2. */
  'instance',
  'load-balancer',
  /** Functions: those with the same subnet and groups share an interface. */
  'lambda',
  /** RDS, Aurora, Neptune or DocumentDB, whose interfaces look the same. */
  'rds',
  'elasticache',
  'redshift',
  'efs',
  'vpc-endpoint',
  /** Another service of AWS, which the type of the interface names. */
  'aws-service',
  /** Attached to nothing. */
  'none',
  /** AWS does not tell. */
  'unknown',
] as const;
