/**
 * The CloudFront function (viewer request, cloudfront-js-2.0) that sends every address of the page without a file's ending
 * to index.html. An error page for 403 and 404 would do that too, but answer a script that is gone with HTML.
 */
export const spaRouting = `
function handler(event) {
  var request = event.request;
  if (!/\\.[^/]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
`;
