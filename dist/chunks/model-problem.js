import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
var ProblemError=class extends Error{name="ProblemError";problem;constructor(e,r){super(e.code,r),this.problem=e}};export{ProblemError};
