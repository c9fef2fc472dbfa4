import { createRequire as createRequireForBundle } from 'node:module'; let requireOfChunk; const require = (name) => (requireOfChunk ??= createRequireForBundle(import.meta.url))(name); const chunkUrl = () => import.meta.url;
import{commentMarker}from"./report-markdown-marker-2.js";import"./runtime.js";export{commentMarker};
