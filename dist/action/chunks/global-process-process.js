import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
var process_default=process,{env,versions}=process;export{process_default,env,versions};
