// Those words of a language that are part of the page itself; vite.config.ts says which.
declare module '*.json?first' {
  const words: { readonly [group: string]: { readonly [key: string]: string } };
  export default words;
}
