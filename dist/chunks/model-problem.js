import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
var ProblemError=class extends Error{name="ProblemError";problem;constructor(e,r){super(e.code,r),this.problem=e}};export{ProblemError};
