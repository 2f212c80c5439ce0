/**
 * A CloudFront function (viewer request, cloudfront-js-2.0). It serves index.html for every path without a file name
 * extension. An error page for 403 and 404 would do that too, but it would answer a missing script with HTML.
 */
export const spaRouting = `
function handler(event) {
  var request = event.request;
  if (!/\\.[^/]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
`;
