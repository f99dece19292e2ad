package io.flotilla.service.control;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Sends an answer piece by piece, and waits until each is on its way: a caller who reads slowly costs one buffer. The
/// answer ends with its connection (RFC 9112, section 6.3), so nobody has to know its length before. For use by one
/// thread, which is not the channel's.
final class AnswerStream extends OutputStream {

    private static final int BUFFER_BYTES = 16 * 1024;

    private final Channel channel;
    private final HttpResponseStatus status;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private boolean hasBegun;

    AnswerStream(Channel channel, HttpResponseStatus status) {
        this.channel = channel;
        this.status = status;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int some = Math.min(length - done, buffer.length - used);
            System.arraycopy(bytes, offset + done, buffer, used, some);
            used += some;
            done += some;
            if (used == buffer.length) {
                send();
            }
        }
    }

    private void send() throws IOException {
        begin();
        await(channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(Arrays.copyOf(buffer, used)))));
        used = 0;
    }

    private void begin() {
        if (!hasBegun) {
            hasBegun = true;
            var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
            head.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            var _ = channel.write(head);
        }
    }

    /// Sends the rest, and ends the connection behind it. What is not ended is cut off.
    void end() throws IOException {
        send();
        await(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE));
    }

    private static void await(ChannelFuture sent) throws IOException {
        try {
            if (!sent.await().isSuccess()) {
                throw new IOException("The caller is gone", sent.cause());
            }
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("Nobody waits for the answer any more");
            interrupted.initCause(gone);
            throw interrupted;
        }
    }
}
