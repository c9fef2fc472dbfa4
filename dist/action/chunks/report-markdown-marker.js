import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import{commentMarker}from"./report-markdown-marker-2.js";import"./runtime.js";export{commentMarker};
