import { alphanumeric, type Random } from './random.ts';
import type { SecretShape } from './shapes.ts';

/** Ways in which texts hold a secret; `@` stands for it. What is drawn for it is short, so that nothing but the form tells it. */
const forms = `
Error: password=@
env:PASSWORD=@
$env:DB_PASSWORD = "@"
JAVA_OPTS=-Ddb.password=@
JAVA_TOOL_OPTIONS=-Xmx512m -Djavax.net.ssl.keyStorePassword=@ -Dx=y
--env=DB_PASSWORD=@
--set=auth.password=@
helm upgrade api . --set auth.password=@,replicas=2
--header=X-Api-Key:@
a=b=token=@
key: "password=@"
user=app;password=@;host=db
username=me,password=@,uid=1000
{"db":{"user":"app","password":"@"}}
{"config":"{\\"password\\":\\"@\\",\\"port\\":1}"}
{"a":"{\\"b\\":\\"{\\\\\\"password\\\\\\":\\\\\\"@\\\\\\"}\\"}"}
[{"name":"DB_PASSWORD","value":"@"},{"name":"LEVEL","value":"info"}]
[{"value":"@","name":"DB_PASSWORD"}]
{\\"name\\":\\"API_KEY\\",\\"value\\":\\"@\\"}
{"passwords":["x1","@"]}
database:\\n  user: app\\n  password: @\\n  port: 1
- name: DB_PASSWORD\\n  value: @
db.password = @
[client]\\npassword = @
<password>@</password>
<user name="a" password="@"/>
<add key="Password" value="@"/>
<property name="hibernate.connection.password">@</property>
&lt;password&gt;@&lt;/password&gt;
&quot;password&quot;:&quot;@&quot;
Server=db;User Id=sa;Pwd=@;
DefaultEndpointsProtocol=https;AccountName=a;AccountKey=@;EndpointSuffix=core.windows.net
Endpoint=sb://a.example.com/;SharedAccessKeyName=Root;SharedAccessKey=@
https://example.com/?next=a%26password%3D@
https://example.com/?a=1&sshkey=@&b=2
https://example.com/callback?sig=@
https://@@example.com/repo.git
https://app:@@example.com/repo.git
redis://:@@cache.example.com:6379/0
amqp://app:@/x?y@mq.example.com/vhost
jdbc:oracle:thin:app/@@//db.example.com:1521/x
jdbc:sqlserver://db.example.com;user=sa;password=@
app:@@db.example.com:5432/app
mysql -h db -u app -p@ app
mysqldump --host db -p'@' app
mysql --user app --password @ app
sh -c "mysqladmin -uapp -p@ ping"
["mysqladmin","-u","app","-p@","ping"]
redis-cli -h cache -a @ ping
["redis-cli", "-a", "@", "ping"]
sshpass -p @ ssh app.example.com
sshpass -p'@' scp a b
curl -u app:@ https://example.com
curl -sS -uapp:@ https://example.com
curl --user "app:@" https://example.com
curl -H 'X-Api-Key: @' https://example.com
curl -H "Authorization: Bearer @" https://example.com
curl -H "Authorization: Token token=@" https://example.com
psql "host=db user=app password=@"
PGPASSWORD=@ psql -h db
docker login -u app -p @ registry.example.com
echo @ | docker login -u app --password-stdin
aws configure set aws_secret_access_key @
openssl rsa -in key.pem -passin pass:@ -out x
htpasswd -b /etc/htpasswd app @
htpasswd -nb app @
smbclient //host/share -U app%@
net use \\\\host\\share @ /user:app
wget --http-user=app --http-password=@ https://example.com
git -c http.extraheader="AUTHORIZATION: basic @" fetch
export API_TOKEN=@
set API_TOKEN @
setenv DB_PASSWORD @
ENV DB_PASSWORD @
cat <<EOF > .pgpass\\npassword=@\\nEOF
vault login @
sqlplus app/@@orcl
mongosh --host db -u app -p @
ldapsearch -x -D cn=admin -w @ -b dc=example
sqlcmd -S db -U sa -P @
mosquitto_pub -h mq -u app -P @ -t x
keytool -storepass @ -list
CREATE USER app IDENTIFIED BY '@'
CREATE ROLE app LOGIN PASSWORD '@'
machine example.com login app password @
requirepass @
redis-server --requirepass @
x-api-key: @
Ocp-Apim-Subscription-Key: @
sasl.jaas.config=org.example.PlainLoginModule required username="a" password="@";
spring.datasource.password=@
secretKeyBase: '@'
MYSQL_PWD=@ mysqldump app
connStr="@"
Cookie: session_token=@; theme=dark
`
  .trim()
  .split('\n');

/** Each way as a shape. */
export const formShapes: readonly SecretShape[] = forms.map((form) => ({
  title: form,
  plant: (random: Random) => {
    // Not random enough to be told by itself, nor the same each time.
    const secret = `${random.pick(['mellon', 'hunter', 'correct', 'zebra'])}${random.text(alphanumeric, 7)}9`;
    const lines = form.includes('"') ? form : form.replaceAll('\\n', '\n');
    return { text: lines.replace('@', secret), secret };
  },
}));

/** Commands as arrays of words; `@` stands for the secret. */
export const arrayForms: readonly (readonly string[])[] = [
  ['mysql', '-u', 'app', '-p@'],
  ['mysql', '--password', '@'],
  ['mysqladmin', 'ping', '--password=@'],
  ['redis-cli', '-a', '@', 'ping'],
  ['redis-server', '--requirepass', '@'],
  ['sh', '-c', 'redis-cli -a @ ping'],
  ['CMD-SHELL', 'mysqladmin ping -p@ || exit 1'],
  ['CMD', 'curl', '-u', 'app:@', 'http://localhost/'],
  ['curl', '-uapp:@', 'http://localhost/'],
  ['curl', '-H', 'X-Api-Key: @'],
  ['curl', '--header', 'Authorization: Basic @'],
  ['sshpass', '-p', '@', 'ssh', 'host'],
  ['docker', 'login', '-u', 'app', '-p', '@'],
  ['openssl', 'rsa', '-passin', 'pass:@'],
  ['htpasswd', '-bn', 'app', '@'],
  ['smbclient', '-U', 'app%@', '//host/share'],
  ['env', 'DB_PASSWORD=@', 'serve'],
  ['java', '-Ddb.password=@', '-jar', 'app.jar'],
  ['bash', '-lc', 'export API_TOKEN=@; exec serve'],
  ['serve', '--api-key', '@'],
  ['/usr/bin/redis-cli', '-h', 'cache', '-a', '@'],
  ['aws', 'configure', 'set', 'aws_secret_access_key', '@'],
];
