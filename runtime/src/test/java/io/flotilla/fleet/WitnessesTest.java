package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WitnessesTest {

    private final List<String> heard = new ArrayList<>();

    @Test
    void eachStepIsToldToEachInTheirOrder() throws Exception {
        var witnesses = new Witnesses(List.of(witness("first"), witness("second")));

        for (Method step : FleetWitness.class.getMethods()) {
            heard.clear();
            step.invoke(witnesses, nothings(step));
            assertThat(heard).containsExactly("first " + step.getName(), "second " + step.getName());
        }
    }

    private FleetWitness witness(String name) {
        return (FleetWitness) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FleetWitness.class}, (it, step, given) -> {
                    heard.add(name + " " + step.getName());
                    return null;
                });
    }

    private static Object[] nothings(Method step) {
        Stream<Class<?>> types = Arrays.stream(step.getParameterTypes());
        return types.map(type -> {
                    if (type == int.class) {
                        return 0;
                    }
                    return type == boolean.class ? false : null;
                })
                .toArray();
    }
}
