import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.parse.XFormParser;
import org.javarosa.xform.util.XFormAnswerDataParser;

/**
 * Answers a form in JavaRosa: java JavaRosaTimes FORM.xml ANSWERS.json, with [[ref, value], ...]; value null adds an entry to
 * the repeat of that ref, and "-" before a ref takes the entry at the place given by the value away.
 * Prints {load, answer, looked, add, remove, memory}: ms from the text to the first page with its labels; p50 of the last 200
 * answers as JavaRosa computes them, and with the looks of the first page and the validity of what was answered, which
 * JavaRosa leaves to be asked for; p50 of the last entries added, and taken away; MB at most.
 */
public class JavaRosaTimes {
    static FormDef form;
    static FormEntryModel model;
    static FormEntryController controller;
    static final Map<String, FormIndex> at = new HashMap<>();
    static final List<FormIndex> page = new ArrayList<>();

    public static void main(String[] given) throws Exception {
        PrintStream told = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        System.setErr(System.out);
        String xml = Files.readString(Path.of(given[0]));
        JsonNode steps = new ObjectMapper().readTree(Path.of(given[1]).toFile());
        long began = System.nanoTime();
        new XFormsModule().registerModule();
        form = new XFormParser(new StringReader(xml)).parse(null, null);
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        places();
        look();
        double load = since(began);
        List<Double> answers = new ArrayList<>(), looked = new ArrayList<>(), added = new ArrayList<>(), removed = new ArrayList<>();
        for (JsonNode step : steps) {
            String ref = step.get(0).asText();
            if (step.get(1).isNull()) added.add(add(ref));
            else if (ref.startsWith("-")) removed.add(remove(ref.substring(1), step.get(1).asInt()));
            else answer(ref, step.get(1).asText(), answers, looked);
        }
        told.printf("{\"load\": %.3f, \"answer\": %s, \"looked\": %s, \"add\": %s, \"remove\": %s, \"memory\": %d}%n",
            load, middle(answers, 200), middle(looked, 200), middle(added, 40), middle(removed, 40), peak());
        told.flush();
        System.exit(0);
    }

    static void places() {
        FormIndex index = model.incrementIndex(FormIndex.createBeginningOfFormIndex());
        for (; index.isInForm(); index = model.incrementIndex(index)) {
            at.put(index.getReference().toString(false), index);
            if (form.getChild(index) instanceof QuestionDef && page.size() < 40) page.add(index);
        }
    }

    static void look() {
        for (FormIndex index : page) {
            if (!model.isIndexRelevant(index)) continue;
            FormEntryPrompt prompt = model.getQuestionPrompt(index);
            prompt.getQuestionText();
            prompt.isRequired();
            prompt.isReadOnly();
            IAnswerData value = prompt.getAnswerValue();
            if (value != null) form.evaluateConstraint(index.getReference(), value);
            int control = prompt.getControlType();
            if (control == Constants.CONTROL_SELECT_ONE || control == Constants.CONTROL_SELECT_MULTI)
                for (SelectChoice choice : prompt.getSelectChoices()) prompt.getSelectChoiceText(choice);
        }
    }

    static void answer(String ref, String value, List<Double> answers, List<Double> looked) {
        FormIndex index = at.get(ref);
        if (index == null) return;
        TreeElement place = form.getMainInstance().resolveReference(index.getReference());
        QuestionDef question = (QuestionDef) form.getChild(index);
        long began = System.nanoTime();
        IAnswerData data = value.isEmpty() ? null : XFormAnswerDataParser.getAnswerData(value, place.getDataType(), question);
        controller.saveAnswer(index, data, true);
        answers.add(since(began));
        if (data != null) form.evaluateConstraint(index.getReference(), data);
        look();
        looked.add(since(began));
    }

    static FormIndex entry(String ref, int number) {
        FormIndex index = model.incrementIndex(FormIndex.createBeginningOfFormIndex());
        for (; index.isInForm(); index = model.incrementIndex(index, false)) {
            boolean repeat = form.getChild(index) instanceof GroupDef && ((GroupDef) form.getChild(index)).getRepeat();
            if (!repeat) continue;
            boolean there = form.getMainInstance().resolveReference(index.getReference()) != null;
            if (index.getReference().toString(false).equals(ref) && (number == 0 ? !there : index.getTerminal().getInstanceIndex() == number - 1))
                return index;
        }
        throw new IllegalArgumentException(ref);
    }

    static double add(String ref) {
        FormIndex index = entry(ref, 0);
        long began = System.nanoTime();
        controller.newRepeat(index);
        return since(began);
    }

    static double remove(String ref, int number) {
        FormIndex index = entry(ref, number);
        long began = System.nanoTime();
        controller.deleteRepeat(index);
        return since(began);
    }

    static double since(long began) {
        return (System.nanoTime() - began) / 1e6;
    }

    static String middle(List<Double> times, int last) {
        if (times.isEmpty()) return "null";
        List<Double> sorted = new ArrayList<>(times.subList(Math.max(0, times.size() - last), times.size()));
        sorted.sort(null);
        return String.format("%.4f", sorted.get(sorted.size() / 2));
    }

    /** MB; where the system tells it, of the whole process. */
    static long peak() throws Exception {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status))
            for (String line : Files.readAllLines(status))
                if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        return Runtime.getRuntime().totalMemory() / 1_000_000;
    }
}
