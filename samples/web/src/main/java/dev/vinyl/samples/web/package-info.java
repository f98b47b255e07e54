/** A web page and a JSON service that segment images: an example of embedding in a server. */
@NullMarked
package dev.vinyl.samples.web;

import org.jspecify.annotations.NullMarked;
