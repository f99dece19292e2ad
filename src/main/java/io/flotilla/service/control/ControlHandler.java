package io.flotilla.service.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/// One connection: one request, one answer. The answer is made on a thread that may wait, and that is interrupted where
/// the caller goes away. Used by the channel's thread.
final class ControlHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final JsonFactory JSON = new JsonFactory();

    private final Control control;
    private final Executor threads;
    private FutureTask<?> answer = new FutureTask<>(() -> "not asked yet");
    private boolean isAsked;

    ControlHandler(Control control, Executor threads) {
        this.control = control;
        this.threads = threads;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (isAsked) {
            return;
        }
        isAsked = true;
        var _ = context.pipeline().remove(ReadTimeoutHandler.class);
        answer = task(context.channel(), request);
        threads.execute(answer);
    }

    /// The request is read here, because its bytes are released afterwards.
    private FutureTask<?> task(Channel channel, FullHttpRequest request) {
        try {
            if (request.decoderResult().isSuccess()) {
                ControlRequest asked = ControlRequest.of(request);
                return new FutureTask<>(() -> answer(channel, () -> control.answer(asked)));
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        ControlAnswer refused = Refused.badRequest("this is no HTTP request").answer();
        return new FutureTask<>(() -> answer(channel, () -> refused));
    }

    @FunctionalInterface
    private interface Answering {
        ControlAnswer answer() throws InterruptedException;
    }

    /// A part of an answer is cut off, so that nobody takes it for the whole.
    private static Channel answer(Channel channel, Answering answering) throws InterruptedException, IOException {
        try {
            send(channel, answer(answering));
        } finally {
            var _ = channel.close();
        }
        return channel;
    }

    private static ControlAnswer answer(Answering answering) throws InterruptedException {
        try {
            return answering.answer();
        } catch (RuntimeException failure) {
            return ControlAnswer.error(
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    failure.getClass().getSimpleName() + ": " + failure.getMessage(),
                    "");
        }
    }

    private static void send(Channel channel, ControlAnswer answer) throws IOException {
        var stream = new AnswerStream(channel, answer.status());
        JsonGenerator json = JSON.createGenerator(stream);
        answer.body().write(json);
        json.writeRaw('\n');
        json.flush();
        stream.end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answer.cancel(true);
        var _ = context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
