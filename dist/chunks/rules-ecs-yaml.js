let requireOfChunk; const requireOfNode = (name) => process.getBuiltinModule(name) ?? (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
function compareCodeUnits(n2="",e=""){return n2<e?-1:n2>e?1:0}function inOrderOf(n2){let e=new Map(n2.map((t,r)=>[t,r]));return t=>[...new Set(t)].toSorted((r,o2)=>(e.get(r)??0)-(e.get(o2)??0))}function compareInTurn(n2,e){for(let[t,r]of n2.entries()){let o2=e[t];if(o2===void 0)return 1;if(r!==o2)return compareCodeUnits(r,o2)}return n2.length-e.length}var ruleIds=["ecs/task-definition-missing","ecs/task-definition-changed","ecs/container-missing","ecs/container-extra","ecs/container-changed","ecs/image-changed","ecs/env-missing","ecs/env-changed","ecs/env-extra","ecs/secret-missing","ecs/secret-changed","ecs/secret-extra","ecs/secret-source-missing","ecs/secret-version-missing","ecs/secret-source-region","ecs/member-unknown","ecs/tags-changed","ecs/service-missing","ecs/service-inactive","ecs/service-changed","ecs/service-desired-count","ecs/service-revision","delivery/not-deployed","delivery/rolled-back","delivery/not-running","delivery/deployment-failed","delivery/in-progress","delivery/tasks-outdated","delivery/image-stale","delivery/overrides","delivery/secret-newer","delivery/revision-inactive","sg/group-missing","sg/group-changed","sg/group-recreated","sg/rule-missing","sg/rule-extra","sg/rule-unmanaged","sg/rule-changed","sg/rule-description-changed","sg/rules-conflict","sg/rule-stale","sg/group-tags-changed","sg/vpc-association-missing","sg/rule-tags-changed","change/removed","expect/secret-absent","expect/env-absent","expect/env-value","expect/plain-secret","expect/image-not-pinned","expect/log-driver","expect/public-ingress","expect/connection"];var change_default={removed:{title:"A change no longer declares something that the code declared before",finding:"{subject} is no longer declared",severity:"note",why:`The code declared it, and the change that is checked takes it out. Until the change is applied it stays on AWS, as it should;
the apply destroys it, unless a \`removed\` block lets Terraform forget it. A note, so that whoever reviews the change sees what
goes: a service that is taken out by mistake stops serving with the apply.
`,remedy:`Nothing is wrong yet. See that it is meant to go, and what still uses it. If Terraform is only to forget it, say so in the
code with a \`removed\` block that keeps what is there, or take it out of the state before the change is applied:

    terraform state rm <address>
`,links:["https://developer.hashicorp.com/terraform/language/state/remove"]}};var delivery_default={"not-deployed":{title:"The declared revision is registered but was never deployed",finding:"Service {name} does not run what is declared: it was registered and never deployed",severity:"error",why:`The latest revision of the family holds what the code declares, and the service runs an older one. Registering a revision does not
deploy it: when applying and deploying are two steps, or the service ignores changes of its task definition, the first alone
changes nothing in the containers. An error, because to a person who looks at the latest revision all is well, and it is not.
`,remedy:`Deploy the registered revision, then look again:

    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>:<revision>
    driftcheck trace <service> --cluster <cluster>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html"]},"rolled-back":{title:"The declared revision was deployed and then taken back",finding:"Service {name} does not run what is declared: the deployment was rolled back",severity:"error",why:`A deployment of the revision that holds what the code declares was started, and the service is back on an older one: the circuit breaker
or an alarm rolled it back, or somebody did. Deploying it again without mending the cause ends the same way. An error, because what
is declared does not run and the reason still stands.
`,remedy:`Read the reasons of the deployment and of the tasks that stopped (a stopped task is shown for about an hour), mend the cause, then
deploy again:

    aws ecs list-service-deployments --cluster <cluster> --service <service>
    aws ecs describe-services --cluster <cluster> --services <service> --query 'services[].events[:10]'
    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>:<revision>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html"]},"not-running":{title:"The declared revision is registered and is not what the service runs",finding:"Service {name} does not run what is declared: it was registered, and either never deployed or rolled back",severity:"error",why:`The latest revision of the family holds what the code declares, and the service runs an older one. Whether it was never deployed or
deployed and rolled back cannot be told: the deployments of the service could not be read, or none is on record. An error, because either way
what is declared does not run.
`,remedy:`Look at the deployments and events before deploying, so that a roll-back is not repeated:

    aws ecs list-service-deployments --cluster <cluster> --service <service>
    aws ecs describe-services --cluster <cluster> --services <service> --query 'services[].events[:10]'
    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>:<revision>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html"]},"deployment-failed":{title:"The deployment of the declared revision fails",finding:"The deployment of what is declared for service {name} fails",severity:"error",why:`The service points at a revision that holds what the code declares, but its tasks do not come up: the deployment has failed or keeps
starting tasks that stop. Without a deployment to roll back to, or without a circuit breaker, it stays that way and the older tasks, if
any, serve the traffic. An error, because the service will not get there by itself.
`,remedy:`See why the tasks stop, mend it, and deploy again:

    aws ecs describe-services --cluster <cluster> --services <service> --query 'services[].[deployments,events[:10]]'
    aws ecs list-tasks --cluster <cluster> --service-name <service> --desired-status STOPPED
    aws ecs update-service --cluster <cluster> --service <service> --force-new-deployment
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html"]},"in-progress":{title:"A deployment of the declared revision is under way",finding:"A deployment of service {name} is under way",severity:"note",why:`ECS is replacing tasks: some run the declared revision and some an older one. A note, because this is how every deployment looks until
it ends.

A deployment with a hook of the type PAUSE waits at a stage, for hours or days, until somebody lets it go on or roll back.
`,remedy:`Wait until it ends, then look again:

    aws ecs wait services-stable --cluster <cluster> --services <service>
    driftcheck trace <service> --cluster <cluster>

One that waits for somebody goes on (or, with ROLLBACK, back) by:

    aws ecs continue-service-deployment --service-deployment-arn <arn> --hook-id <hook> --action CONTINUE
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html"]},"tasks-outdated":{title:"Some running tasks are of an older revision",finding:"Tasks of service {name} run an older revision",severity:"error",why:`The service points at the declared revision and no deployment is under way, yet tasks of another revision run and count as the
service's: they were kept by scale-in protection, started by hand, or could not be stopped. A request that meets one of them meets the
old configuration. An error, because such faults come and go with the task that answers.
`,remedy:`See which tasks they are and whether they are protected, then stop them:

    aws ecs get-task-protection --cluster <cluster> --tasks <task>
    aws ecs stop-task --cluster <cluster> --task <task>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html"]},"image-stale":{title:"The image was rebuilt under its tag and not deployed again",finding:"The image of {container} was rebuilt and not deployed again",severity:"warning",why:`The tag that the revision names stands for another image than the one that runs. ECS looks a tag up once for each deployment and keeps
its digest, so pushing the tag again changes nothing in a running service. A warning, because the code names the tag only and both
images answer to it; what runs is older than what was built.
`,remedy:`Deploy again so that the tag is looked up anew, or name images by tags that are pushed once:

    aws ecs update-service --cluster <cluster> --service <service> --force-new-deployment
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html"]},overrides:{title:"A running task was started with other settings than its revision",finding:"Tasks run with another {element} in {container}",severity:"warning",why:`A task of the service was started with overrides: its environment, command or size is not that of its revision, and no comparison of
revisions shows it. A warning, because such tasks are started by hand, one at a time, and end by themselves or are forgotten.
`,remedy:`See who started it and why, and stop it when it is not needed any more:

    aws ecs describe-tasks --cluster <cluster> --tasks <task> --query 'tasks[].[startedBy,overrides]'
    aws ecs stop-task --cluster <cluster> --task <task>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html"]},"secret-newer":{title:"A secret was changed after the tasks that use it were started",finding:"Secret {element} of {container} was changed after tasks started",severity:"note",why:`ECS puts the value of a secret into a container when the container starts, and never again. The parameter or secret was changed later, so
running tasks still have the value from before. A note, because the old value may well be valid and rotation with two valid values
is common.
`,remedy:`When the running tasks need the new value, replace them:

    aws ecs update-service --cluster <cluster> --service <service> --force-new-deployment
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html"]},"revision-inactive":{title:"The service runs a revision that was deregistered",finding:"Service {name} runs a revision that was deregistered",severity:"note",why:`The revision is INACTIVE: Terraform deregisters the old one when it replaces it. Running tasks go on and the service can still start
them, but the revision cannot be chosen for a new deployment and may be deleted. A note, because what it holds is compared all the same.
`,remedy:`Deploy an ACTIVE revision at the next occasion, or keep old revisions with skip_destroy:

    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]}};var ecs_default={"task-definition-missing":{title:"The task definition's family has no active revision",finding:"Task definition {name} has no active revision",severity:"error",why:`The code declares a task definition, and AWS has no active revision of its family: it was never registered, or every revision
was deregistered. A service cannot start new tasks from it: a scale-out, a replaced host or the next deployment fails, even if
tasks from an older revision still run. That outage waits only for its trigger, hence an error.
`,remedy:`See whether the family exists under another name, in another region, or only as deregistered revisions:

    aws ecs list-task-definitions --family-prefix <family> --status ACTIVE
    aws ecs list-task-definitions --family-prefix <family> --status INACTIVE

If it was never applied, apply it. If it was renamed, change the code or import what is there.

    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]},"task-definition-changed":{title:"A setting of the task definition differs",finding:"{attribute} of the task definition {predicate}",severity:"error",why:`The revision in use has another CPU, memory, role, network mode, volume or platform than the code declares. These decide what
the task may do and whether it starts: a smaller memory ends in out-of-memory kills, another task role in denied calls.
Revisions cannot be edited, so somebody registered one outside of the code, or the code was never applied. An error, because
the containers run under settings that nobody reviewed.
`,remedy:`Compare the revision in use with the newest one, to see whether the value was lost at registration or at deployment:

    aws ecs describe-task-definition --task-definition <family>:<revision>
    aws ecs describe-task-definition --task-definition <family>

If the newest one is right, deploy it. If not, apply the code, or take the live value over into the code when it is the
wanted one.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]},"container-missing":{title:"A declared container is not in the live task definition",finding:"Container {container name} is missing",severity:"error",why:`The code declares a container that the revision in use does not have. Whatever it does (serve traffic, ship logs, hold a
proxy or a migration) does not happen. An error, because a part of the application is absent.
`,remedy:`See which containers the newest revision has:

    aws ecs describe-task-definition --task-definition <family> --query 'taskDefinition.containerDefinitions[].name'

If the container is there, deploy that revision; if not, apply the code. A renamed container shows as one missing and one
extra.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]},"container-extra":{title:"The live task definition has a container that is not declared",finding:"Container {container name} is not declared",severity:"error",why:`The revision in use runs a container that the code does not know. It shares the task's role, network and secrets with the
declared ones, and the next apply removes it without a word. An error, because code that nobody reviewed runs with the
application's permissions.
`,remedy:`Find out who registered the revision (\`registeredBy\`) and what the container is for:

    aws ecs describe-task-definition --task-definition <family>:<revision> --query 'taskDefinition.[registeredBy,registeredAt]'

If it is wanted, declare it. If not, apply the code and deploy the new revision.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]},"container-changed":{title:"A setting of a container differs",finding:"{attribute} of {container} {predicate}",severity:"error",why:`A container of the revision in use has other ports, resources, command, log configuration, health check or mounts than the
code declares. A health check that differs lets a broken container count as healthy; a reservation that differs places it on
a host without the GPU or memory it needs; a port or protocol that differs breaks the calls to it. An error, because each of
these is a cause of outages that looks like a fault of the application.
`,remedy:`Compare with the newest revision of the family:

    aws ecs describe-task-definition --task-definition <family> --query 'taskDefinition.containerDefinitions'

If that one is right, deploy it; if not, apply the code.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html"]},"image-changed":{title:"The container runs another image than declared",finding:"Image of {container} differs",severity:"error",why:`The revision in use names another image or tag than the code. Either another version serves traffic than the code says, or a
pipeline sets the image and the code was left behind: then the next apply rolls the application back to the declared one. Both
are worth stopping for, hence an error.
`,remedy:`If the pipeline is meant to decide the image, let the code follow it: pass the tag in as a variable, or read the running
revision with the data source \`aws_ecs_task_definition\`. If not, apply the code and deploy the new revision:

    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ecs_task_definition"]},"env-missing":{title:"A declared environment variable is not in the container",finding:"Environment variable {element} is missing from {container}",severity:"error",why:`The code declares the variable, and the revision in use starts the container without it. The application falls back to a
default or fails where the variable is read, often only on a path that no health check covers. An error: the declared
configuration never reached production.
`,remedy:`Registering a revision and deploying it are two steps. See whether the newest revision has the variable:

    aws ecs describe-task-definition --task-definition <family> --query 'taskDefinition.containerDefinitions[].environment[].name'

If it has, deploy that revision; if not, apply the code first.

    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html"]},"env-changed":{title:"An environment variable has another value than declared",finding:"Environment variable {element} of {container} differs",severity:"error",why:`The container runs with another value than the code declares: another host, another feature switch, another limit. Containers
read their environment once, when they start, so the old value stays until new tasks run. An error, because the application
behaves otherwise than its code review says.
`,remedy:`If the declared value is right, apply the code and deploy the new revision. If the live value is right, write it into the
code, or else the next apply takes it away.

    aws ecs describe-task-definition --task-definition <family>:<revision>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]},"env-extra":{title:"The container has an environment variable that is not declared",finding:"Environment variable {element} of {container} is not declared",severity:"error",why:`Somebody gave the container a variable outside of the code: by a revision registered by hand or by a script. Everything that
is declared is in place; but the application runs under a setting that nobody reviewed, the next apply removes it, and if the
application has come to rely on it, that is when it breaks. Hence an error.
`,remedy:`Find out who registered the revision (\`registeredBy\`), then declare the variable or let the next apply remove it:

    aws ecs describe-task-definition --task-definition <family>:<revision> --query 'taskDefinition.[registeredBy,registeredAt]'
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html"]},"secret-missing":{title:"A declared secret is not in the container",finding:"Secret {element} is missing from {container}",severity:"error",why:`The code hands the container a secret (a key, a token, a connection string), and the revision in use starts it without. The
container runs and its health check may pass, but each request that needs the secret fails. An error: this is an outage for
whoever needs that path.
`,remedy:`Registering a revision and deploying it are two steps. See whether the newest revision has the secret:

    aws ecs describe-task-definition --task-definition <family> --query 'taskDefinition.containerDefinitions[].secrets[].name'

If it has, deploy that revision; if not, apply the code first. Deploying needs the execution role to be allowed to read the
secret (\`ssm:GetParameters\` or \`secretsmanager:GetSecretValue\`), else the new tasks do not start.

    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html"]},"secret-changed":{title:"A secret comes from another place than declared",finding:"Secret {element} of {container} comes from another place",severity:"error",why:`The container takes the secret from another parameter, secret, key, stage or version than the code says. It may hold the
credentials of another environment, or a value that is no longer rotated. An error, because the wrong credentials fail late
or, worse, work on the wrong data.
`,remedy:`Compare both places, then apply the code and deploy the new revision, or correct the code. The value itself is read when a
container starts: after a change of the secret, start new tasks.

    aws ecs update-service --cluster <cluster> --service <service> --force-new-deployment
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html"]},"secret-extra":{title:"The container is given a secret that is not declared",finding:"Secret {element} of {container} is not declared",severity:"error",why:`The revision in use hands the container a secret that the code does not mention. The application has access that no review
granted, and the next apply takes it away. Hence an error.
`,remedy:`Find out who registered the revision (\`registeredBy\`), then declare the secret or let the next apply remove it. When nothing
needs it any more, take the permission from the execution role too.

    aws ecs describe-task-definition --task-definition <family>:<revision> --query 'taskDefinition.[registeredBy,registeredAt]'
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html"]},"secret-source-missing":{title:"The source of a secret of a container does not exist",finding:"The source of secret {element} of {container} does not exist",severity:"error",why:`A container is told to take a secret from a parameter of Parameter Store or a secret of Secrets Manager that does not exist, or is
scheduled for deletion. Tasks that run keep the value they started with, so nothing is seen until one is replaced: then the new
task cannot pull its secret and does not start. An error, because the next deployment, scaling or failed host ends in an outage.
`,remedy:`See whether it was deleted or renamed, or never made:

    aws ssm describe-parameters --parameter-filters Key=Name,Values=<name>
    aws secretsmanager describe-secret --secret-id <arn>

A secret that is scheduled for deletion can be brought back until its day comes:

    aws secretsmanager restore-secret --secret-id <arn>

Otherwise make it, or correct the reference in the code, apply and deploy.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html"]},"secret-version-missing":{title:"The secret that a container uses has no such version",finding:"The source of secret {element} of {container} has no such version",severity:"error",why:"The reference names a stage or version that the parameter or secret does not have, such as `AWSPREVIOUS` of a secret that was never\nrotated. A task that starts now cannot pull it and fails. An error, for the same reason as a source that does not exist.\n",remedy:`See which versions there are, then correct the reference, or give the stage to a version:

    aws secretsmanager list-secret-version-ids --secret-id <arn>
    aws ssm get-parameter-history --name <name> --query 'Parameters[].[Version,Labels]'
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html","https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html"]},"secret-source-region":{title:"A container takes a secret from another region",finding:"The source of secret {element} of {container} is in another region",severity:"warning",why:`The reference is an ARN of another region than the one the task runs in. ECS may follow it, but the task then depends on both regions,
its network must reach both, and most often the ARN was copied from the stack of the other region and holds that one's credentials.
A warning, because it may be meant.
`,remedy:`Make the parameter or secret in the task's own region and refer to it there; Secrets Manager can replicate a secret:

    aws secretsmanager replicate-secret-to-regions --secret-id <arn> --add-replica-regions Region=<region>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html","https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html"]},"member-unknown":{title:"A container is declared with a key that ECS does not know",finding:"{attribute} of {container} is no key of ECS: Terraform drops it",severity:"warning",why:'The provider decodes `container_definitions` into the members that the API of ECS has, and drops every other key without a word when it\nregisters the revision. `port_mappings` in the place of `portMappings`, or an option of the log driver beside `options`, is code that\nlooks right, is reviewed, applied and planned as "no changes", and never reaches production. The case of letters does not count; null\nsays nothing. A warning, because what is missing is the setting\'s effect, and a key may be newer than this version of driftcheck.\n',remedy:`Write the key as the API has it, at the depth at which it belongs, and look at what the next plan changes. What was never meant for ECS
(a comment, a setting of another tool) is taken out before the JSON is made.

    aws ecs register-task-definition --generate-cli-skeleton
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_task_definition"]},"tags-changed":{title:"A tag of the task definition or service differs",finding:"Tag {element} {predicate}",severity:"note",why:`A tag has another value than the code declares, or only one side has it. Tags decide nothing about how tasks run, hence a note; but
costs, permissions and inventories may go by them.
`,remedy:`Apply the code, or declare the tag. Tags that others put there are left alone when the provider is told so:

    provider "aws" { ignore_tags { keys = ["<key>"] } }
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging"]},"service-missing":{title:"The declared service does not exist",finding:"Service {name} does not exist",severity:"error",why:`The cluster has no service of the declared name: it was never applied, was deleted, or lives in another cluster, region or
account. What is declared to run does not run, or runs unseen. An error.
`,remedy:`Look where driftcheck looked, then apply the code or correct the name and cluster in it:

    aws ecs list-services --cluster <cluster>
    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service"]},"service-inactive":{title:"The declared service is being or has been deleted",finding:"Service {name} is being or has been deleted",severity:"error",why:`AWS still answers for the service, but its status is DRAINING or INACTIVE: it was deleted, its last tasks are ending or gone,
and it starts no new ones. An error, because what is declared to run does not.
`,remedy:`Find out who deleted it, then apply the code to create it again, or remove it from the code:

    aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=DeleteService
    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html","https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events-cli.html"]},"service-changed":{title:"A setting of the service differs",finding:"{attribute} of the service {predicate}",severity:"error",why:`The service runs with other subnets, security groups, launch type, load balancers or deployment limits than the code declares.
Another security group or a public address changes who can reach the tasks; other deployment limits change whether the next
deployment keeps the service up. An error, because these decide about exposure and availability.
`,remedy:`See what the service has and when it was last deployed, then apply the code or take the live value over into it:

    aws ecs describe-services --cluster <cluster> --services <service>
    aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateService
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service"]},"service-desired-count":{title:"The service is asked for another number of tasks than declared",finding:"Desired count of the service differs",severity:"error",why:`Somebody or something scaled the service: a person during an incident, or an autoscaler. The application runs as declared, only
in another number, and with autoscaling this is how it should be: then the code should say so. Until it does, the next apply
sets the declared number again and may take capacity away under load. Hence an error.
`,remedy:`If an autoscaler decides the number, say so in the code:

    lifecycle { ignore_changes = [desired_count] }

If not, write the number that is wanted into the code, or apply it.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html","https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"]},"service-revision":{title:"The service runs another task definition revision than declared",finding:"The service runs another task definition revision than declared",severity:"error",why:`The service points at another family or revision than the code. Registering a revision does not deploy it: after a failed or
rolled-back deployment, or when applying and deploying are two steps, the old one goes on serving traffic while the newest
one looks right. An error, because what is declared is not what runs.
`,remedy:`See whether a deployment is under way, failed, or was rolled back:

    aws ecs describe-services --cluster <cluster> --services <service> --query 'services[].[taskDefinition,deployments,events[:5]]'

When nothing failed, deploy the declared revision; when it was rolled back, mend the cause first.

    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>:<revision>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html"]}};var expect_default={"secret-absent":{title:"A task definition lacks a secret that is expected of it",finding:"Expected secret {element} is missing",severity:"error",why:`The team says in driftcheck.yaml that every task definition of this name takes this secret, and this one does not. Terraform
does not help: what the code does not declare is nothing that a plan, or a comparison with AWS, could miss. The application
starts without the value and fails when it needs it, often only for some requests. An error.
`,remedy:`The finding says where it is missing. In the code: add the entry to \`secrets\`, and apply it. In a revision alone: register
one that has it, and deploy that.

    terraform apply -target=<address>
    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>

If it is not needed any more, take the expectation out of driftcheck.yaml.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html"]},"env-absent":{title:"A task definition lacks an environment variable that is expected of it",finding:"Expected variable {element} is missing",severity:"error",why:`The team says in driftcheck.yaml that every task definition of this name has this variable with some value, and this one does
not. ECS does not store a variable without a value, so one that is declared empty is missing too. An error, because whoever
wrote the expectation relies on it.
`,remedy:`The finding says where it is missing. In the code: add the variable to \`environment\`, and apply it. In a revision alone:
register one that has it, and deploy that.

    terraform apply -target=<address>
    aws ecs update-service --cluster <cluster> --service <service> --task-definition <family>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html"]},"env-value":{title:"An environment variable has another value than is expected of it",finding:"Variable {element} has not the expected value",severity:"error",why:`The team says in driftcheck.yaml which value this variable has in every task definition of this name, and here it has another
one, or is not there at all. Code and AWS may well agree: what is expected holds beyond what the code says. An error, because
whoever wrote the expectation relies on it.
`,remedy:`The finding says where the value is another one. Correct it in the code and apply that; or correct the expectation in
driftcheck.yaml, if the new value is meant.

    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/taskdef-envfiles.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KeyValuePair.html"]},"plain-secret":{title:"An environment variable that is named like a secret holds plain text",finding:"Variable {element} holds a secret in plain text",severity:"error",why:`Whoever may describe the task definition reads the value: in the console, in the answer of the API, in logs of tools that
print it; and an older revision keeps it for good. Under \`secrets\` only a reference would be there. Switches, numbers, ARNs
and paths under such a name are no secrets and are not reported; the value itself is never shown. An error, because the
secret is disclosed already.
`,remedy:`Put the value into Secrets Manager or the Parameter Store and refer to it under \`secrets\` instead. Then change the secret
itself: it was readable. Deregister and delete the revisions that hold it.

    aws ecs deregister-task-definition --task-definition <family>:<revision>
    aws ecs delete-task-definitions --task-definitions <family>:<revision>

If the value is no secret, name the variable under \`redact.allow\` in driftcheck.yaml.
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html"]},"image-not-pinned":{title:"The image of a container is not named by its digest",finding:"The image of {container} is not pinned by digest",severity:"error",why:`A tag can be moved: the next task that starts may run another image than the last one, without a new revision and without
anything to see in a plan. Named by its digest (\`@sha256:\u2026\`), an image is the one that was tested. An error, because the team
says in driftcheck.yaml that it must be so.
`,remedy:`Name the image by its digest, in the code or in what the pipeline registers, and apply or deploy that:

    aws ecr describe-images --repository-name <repository> --image-ids imageTag=<tag> --query 'imageDetails[0].imageDigest'
`,links:["https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html"]},"log-driver":{title:"A container does not log with the driver that is expected of it",finding:"The log driver of {container} is not the expected one",severity:"error",why:`Logs that do not go where everybody looks for them are missed when they are needed, and alarms on them stay silent. A
container without a log configuration logs nowhere on Fargate. An error, because the team says in driftcheck.yaml which
driver it must be.
`,remedy:`Set \`logConfiguration.logDriver\` of the container in the code, and apply that:

    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html","https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html"]},"public-ingress":{title:"A security group opens a port to everybody that must not be",finding:"{rule} opens a port that must not be public",severity:"error",why:"The rule lets every address of the internet in (`0.0.0.0/0`, `::/0`), or more of them than any one network has (`0.0.0.0/1`),\nat a port that driftcheck.yaml says must not be open to all. The code may declare it, or somebody added it by hand: either way\nwhatever the group is attached to can be reached, and is found by scanners within minutes. An error.\n",remedy:`Name the addresses or the group that need the port, in the code, and apply that. What no code declares is revoked by hand:

    aws ec2 describe-security-group-rules --filters Name=group-id,Values=<group>
    aws ec2 revoke-security-group-ingress --group-id <group> --security-group-rule-ids <rule>
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html","https://docs.aws.amazon.com/prescriptive-guidance/latest/aws-startup-security-baseline/acct-07.html"]},connection:{title:"A connection that is expected is not let through",finding:"Connection {element} is not let through",severity:"error",why:`The team says in driftcheck.yaml that the one reaches the other at this port, and a rule for it is missing: of the egress of
the one's security groups, or of the ingress of the other's. The finding says which half, and on which side. *Declared, not
live*: the rule is in the code and not on AWS, so the service starts and fails once it connects. *Neither*: nobody has
written it. *Live, not declared*: it works, by a rule that no code has; that is a warning, and an error where the next
apply takes that rule away. Routes, network ACLs and whether anything listens there are not looked at.
`,remedy:`Declare the half that is missing, and apply it. A rule that is live alone is declared and imported:

    terraform apply -target=<address>
    terraform import <address> <rule>

If the one need not reach the other any more, take the expectation out of driftcheck.yaml.
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html","https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html"]}};var sg_default={"group-missing":{title:"The declared security group does not exist",finding:"Security group {name} does not exist",severity:"error",why:`No security group of the declared name exists in the VPC: it was never applied, was deleted, or lives in another VPC, region
or account. Whatever is meant to be attached to it has other rules or cannot be created. An error.
`,remedy:`Look where driftcheck looked, then apply the code or correct the name and VPC in it:

    aws ec2 describe-security-groups --filters Name=group-name,Values=<name>
    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"]},"group-changed":{title:"A setting of the security group differs",finding:"{attribute} of the security group {predicate}",severity:"warning",why:`The group itself, not its rules, differs from the code: its description, for instance. That lets no traffic through and stops
none. But AWS cannot change the name or description of a group, so the next apply replaces it, with everything that is
attached to it. Hence a warning.
`,remedy:`Write the live value into the code, unless replacing the group is wanted. See first what an apply would do:

    terraform plan -target=<address>
`,links:["https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"]},"group-recreated":{title:"Another security group has the name of the one that was applied",finding:"Security group {name} is another one than the one that was applied",severity:"warning",why:`The state names the id of a group that is gone, and another group has its name: somebody deleted the group and made it anew.
The rules are compared with those of the group that is there. What was attached to the old group is not attached to this one,
rules that named the old id name nothing, and the next apply cannot make a group of that name. A warning: what does not work
because of it is reported by itself, and a state that is older than the last apply tells the same.
`,remedy:`Import the group that is there, and see what an apply would change:

    terraform state rm <address>
    terraform import <address> <group>
    terraform plan -target=<address>
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/creating-security-groups.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"]},"rule-missing":{title:"A declared security group rule is not there",finding:"{rule} is missing",severity:"error",why:`The code opens a port from a source, and the live group does not have that rule: it was never applied or was revoked. Traffic
that depends on it is dropped without an answer, so a client sees a time-out and no log names the cause. An error, because a
declared connection does not work. Whether a database or all that goes out is cut off by it is said first.
`,remedy:`Apply the code. To have the connection back before that, add the rule by hand, exactly as declared, and import it afterwards:

    terraform apply -target=<address>
    aws ec2 authorize-security-group-ingress --group-id <group> --ip-permissions <permission>

If it was there before, CloudTrail knows who revoked it:

    aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=RevokeSecurityGroupIngress

The command that restores what the code says, and the code that adopts what AWS has, are printed by \`driftcheck --fix-hints\`.
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule"]},"rule-extra":{title:"The security group has a rule that is not declared",finding:"{rule} is not declared",severity:"error",why:`The live group lets traffic through that the code does not allow: a rule was added by hand or by another tool. If the code
declares the group's rules, the next apply revokes it, and what came to depend on it breaks; until then a path into the network
is open that nobody reviewed. An error, for both reasons. What of it is a danger is said first.
`,remedy:`Find out who added it and what for, then declare it or revoke it:

    aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AuthorizeSecurityGroupIngress
    aws ec2 describe-security-group-rules --filters Name=group-id,Values=<group>
    aws ec2 revoke-security-group-ingress --group-id <group> --security-group-rule-ids <rule>

The command that restores what the code says, and the code that adopts what AWS has, are printed by \`driftcheck --fix-hints\`.
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group"]},"rule-unmanaged":{title:"The security group has a rule that no code of this run declares",finding:"{rule} is unmanaged",severity:"warning",why:`The live group lets traffic through that no code of this run allows, in a direction whose rules the group does not list itself
(\`ingress\` or \`egress\` is left out). No apply revokes such a rule: Terraform knows the rules of rule resources and no others.
It may be declared in a root that is not among the targets of this run, it may belong to a controller, an imported group may
have it from its beginning (AWS lets everything out of a new group), or somebody added it by hand and nobody will ever notice.
Which of these it is cannot be told from here. Hence a warning.

An error where what it opens is a danger: a port other than 80 and 443 to everybody (\`0.0.0.0/0\`, \`::/0\`, or more addresses
than any one network has), or any port to a security group of an account that no declared rule names. A note, and told of
dangers alone, in a group that the code only refers to: nothing says there what the group is to have.
`,remedy:`Find out who added it and what for. Let the run have all roots that declare rules of the group as targets, name a controller
under \`owners\` in \`driftcheck.yaml\`, and declare or revoke what is left:

    aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AuthorizeSecurityGroupIngress
    aws ec2 describe-security-group-rules --filters Name=group-id,Values=<group>
    aws ec2 revoke-security-group-ingress --group-id <group> --security-group-rule-ids <rule>

If the group is to have no other rules than the declared ones, say so with \`aws_vpc_security_group_rules_exclusive\`.

The command that restores what the code says, and the code that adopts what AWS has, are printed by \`driftcheck --fix-hints\`.
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_rules_exclusive"]},"rule-changed":{title:"A security group rule has other ports, protocol or source than declared",finding:"{rule} differs",severity:"error",why:`The live group has a rule much like the declared one, with another port, protocol or source: somebody edited it. The declared
connection does not work, and one that nobody reviewed does. An error, for both reasons.
`,remedy:`Find out who edited it and what for, then apply the code, or write the live rule into it:

    aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ModifySecurityGroupRules
    aws ec2 describe-security-group-rules --filters Name=group-id,Values=<group>
    terraform apply -target=<address>

The command that restores what the code says, and the code that adopts what AWS has, are printed by \`driftcheck --fix-hints\`.
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html","https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html"]},"rule-description-changed":{title:"A security group rule has another description than declared",finding:"{rule} differs",severity:"note",why:`The rule lets the declared traffic through; only its description differs. No connection is opened or closed by that. But the
description is what somebody reads before deciding whether the rule can go, so it is listed, as a note.
`,remedy:`Apply the code, or write the live text into it:

    terraform apply -target=<address>

The command that restores what the code says, and the code that adopts what AWS has, are printed by \`driftcheck --fix-hints\`.
`,links:["https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule"]},"rule-stale":{title:"A security group rule names a group that is gone",finding:"{rule} is gone",severity:"warning",why:`The rule is there as it is declared, but the group that it names in a peered VPC was deleted, or the peering was: AWS calls such a
rule stale. It lets nothing through, so the declared connection does not work, and no apply tells. A warning, because what it was
for mostly went away before it.
`,remedy:`Take the rule out of the code, or name the group that took the place of the one that is gone:

    aws ec2 describe-stale-security-groups --vpc-id <vpc>
    terraform apply -target=<address>
`,links:["https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html","https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReferencedSecurityGroup.html"]},"group-tags-changed":{title:"A tag of the security group differs",finding:"Tag {element} {predicate}",severity:"note",why:`A tag of the group has another value than the code declares, or only one side has it. Tags open and close nothing, hence a note;
but costs, permissions, inventories and controllers may go by them.
`,remedy:`Apply the code, or declare the tag. Tags that others put there are left alone when the provider is told so:

    provider "aws" { ignore_tags { keys = ["<key>"] } }
`,links:["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging"]},"vpc-association-missing":{title:"The security group is not associated with a declared VPC",finding:"VPC association of {name} does not exist",severity:"warning",why:`The code lets the group be used in a further VPC, and AWS does not: the association was never made, failed or was taken away.
Nothing in that VPC can be given the group. AWS keeps an association for as long as something uses it, so what runs goes on,
hence a warning; what is started next does not start.
`,remedy:`Apply the code, or make the association by hand and import it afterwards:

    terraform apply -target=<address>
    aws ec2 associate-security-group-vpc --group-id <group> --vpc-id <vpc>
    aws ec2 describe-security-group-vpc-associations --filters Name=group-id,Values=<group>
`,links:["https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_vpc_association"]},"rule-tags-changed":{title:"A tag of the security group rule differs",finding:"{rule} {predicate}",severity:"note",why:`A tag of the rule has another value than the code declares, or only one side has it. The rule itself is as declared, hence a note;
but what cleans up rules, or says who asked for them, may go by their tags.
`,remedy:`Apply the code, or declare the tag. Tags that others put there are left alone when the provider is told so:

    provider "aws" { ignore_tags { keys = ["<key>"] } }
`,links:["https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/resource-tagging"]},"rules-conflict":{title:"Rules of a security group are declared in two ways that conflict",finding:"{attribute} of security group {name} is declared both in the group and outside of it",severity:"warning",why:`The group lists the rules of this direction (\`ingress\` or \`egress\` blocks, an empty list, or a default group, whose rules are all
listed), and other resources declare rules of the same direction: rule resources, or one that owns all rules of the group. An
apply of the group revokes what those have made, and they make it again: rules come and go from one apply to the next. All of
these rules count as declared, so none is called extra for it. A warning: what is closed or open because of it right now is
reported by itself, and no apply of the code as it stands settles it.
`,remedy:"Declare all rules of the direction in one way. Rule resources are what the provider recommends: take the `ingress` and `egress`\narguments out of the group and write each of their rules as a resource, with an `import` block for those that are there. The\nrules of a default group can only be listed in it. Then see that nothing comes and goes any more:\n\n    terraform plan -target=<address>\n",links:["https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group","https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_rules_exclusive"]}};var families={change:change_default,delivery:delivery_default,ecs:ecs_default,expect:expect_default,sg:sg_default},rules=ruleIds.map(e=>k(e)),a=new Map(rules.map(e=>[e.id,e]));function rule(e){let r=a.get(e);if(r===void 0)throw new Error(`rules/: ${e} is not described`);return r}function severityOf({rule:e,severity:r}){return r??rule(e).severity}function k(e){let[r="",m=""]=e.split("/"),t=n(n(families,r),m),i=n(t,"title"),s=n(t,"finding"),u=n(t,"severity"),l=n(t,"why"),y=n(t,"remedy"),c2=n(t,"links");if(!(o(i)&&o(s)&&o(l)&&o(y))||!x(u)||!h(c2))throw new Error(`rules/${r}.yaml: ${e} is missing or incomplete`);return{id:e,title:i,finding:s,severity:u,why:l.trimEnd(),remedy:y.trimEnd(),links:c2}}function n(e,r){return typeof e=="object"&&e!==null&&Object.hasOwn(e,r)?Reflect.get(e,r):void 0}function o(e){return typeof e=="string"&&e!==""}function h(e){return Array.isArray(e)&&e.every(o)}function x(e){return e==="error"||e==="warning"||e==="note"}var I=64,a2=3;function nearestName(n2,e){let i=c(n2);if(i===""||n2.length>I)return;let[r]=[...e].map(t=>({name:t,distance:f(i,c(t))})).filter(({distance:t})=>t<Number.POSITIVE_INFINITY).toSorted((t,s)=>t.distance-s.distance||compareCodeUnits(t.name,s.name));return r?.name}function f(n2,e){let i=Math.max(n2.length,e.length),r=editDistance(n2,e);if(r<=Math.floor(i/3))return r/i;let t=Math.min(n2.length,e.length);return t>=a2&&(n2.startsWith(e)||e.startsWith(n2))?i-t:Number.POSITIVE_INFINITY}function c(n2){return n2.toLowerCase().replace(/[-_\s]/g,"")}function editDistance(n2,e){let i=[],r=Array.from({length:e.length+1},(t,s)=>s);for(let t=1;t<=n2.length;t++){let s=[t];for(let o2=1;o2<=e.length;o2++){let g=(r[o2-1]??0)+(n2[t-1]===e[o2-1]?0:1),u=o2>1&&n2[t-1]===e[o2-2]&&n2[t-2]===e[o2-1]?(i[o2-2]??Number.POSITIVE_INFINITY)+1:Number.POSITIVE_INFINITY;s.push(Math.min(g,u,(r[o2]??0)+1,(s[o2-1]??0)+1))}i=r,r=s}return r[e.length]??0}export{compareCodeUnits,inOrderOf,compareInTurn,ruleIds,rules,rule,severityOf,nearestName,editDistance};
